/*
Parcels whose journey must be made anew from all their events, because of newer events of which one
may have been told before, or did not happen after everything that was; or because nothing counted.

Reads the relations "event" (the newer events), "before" and "newer" (see continued.sql).
*/
SELECT b.parcel_id
FROM before AS b
JOIN newer AS n ON n.parcel_id = b.parcel_id
WHERE b.told_mark_1 IS NULL OR b.scans = 0 OR n.scans = 0 OR n.seen_from <= b.seen_to
UNION
SELECT e.parcel_id
FROM (
  SELECT
    parcel_id,
    TOLD_MARK(MD5_NUMBER_LOWER(event_id), 0) AS mark_1,
    TOLD_MARK(MD5_NUMBER_LOWER(event_id), 1) AS mark_2
  FROM event
) AS e
JOIN before AS b ON b.parcel_id = e.parcel_id
WHERE (b.told_mark_1 & e.mark_1) = e.mark_1 AND (b.told_mark_2 & e.mark_2) = e.mark_2
