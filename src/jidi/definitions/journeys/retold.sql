/*
Parcels whose journey must be made anew from all their events, because of newer events of which one

* may have been told before, or is withdrawn, or was perhaps taken back under the name of an event of
  several parcels before it came, or
* may tell again what was told: a scan of the same step and second, or
* lies in the second of the first scan, the last or the end, so that their order is not known.

Or because nothing counted. What came late but was never told is merged; see continued.sql.

Reads the relations "event" (the newer events) and "before" (see continued.sql).
*/
SELECT DISTINCT e.parcel_id
FROM (
  SELECT
    parcel_id, occurred_at, withdrawn_at, HASH(parcel_id, event_id) AS told,
    HASH(parcel_id, step, occurred_at) AS moment,
    CASE WHEN ENDS_WITH(event_id, '#' || parcel_id) THEN HASH(
      parcel_id, LEFT(event_id, LENGTH(event_id) - LENGTH(parcel_id) - 1)
    ) END AS told_whole
  FROM event
) AS e
JOIN before AS b ON b.parcel_id = e.parcel_id
WHERE b.scans = 0
  OR e.withdrawn_at IS NOT NULL
  OR e.occurred_at IN (b.first_at, b.last_at, b.ended_at)
  OR (
    b.told_mark_1 & TOLD_MARK(e.told, 0) = TOLD_MARK(e.told, 0)
    AND b.told_mark_2 & TOLD_MARK(e.told, 1) = TOLD_MARK(e.told, 1)
    AND b.told_mark_3 & TOLD_MARK(e.told, 2) = TOLD_MARK(e.told, 2)
  )
  OR (
    b.told_mark_1 & TOLD_MARK(e.told_whole, 0) = TOLD_MARK(e.told_whole, 0)
    AND b.told_mark_2 & TOLD_MARK(e.told_whole, 1) = TOLD_MARK(e.told_whole, 1)
    AND b.told_mark_3 & TOLD_MARK(e.told_whole, 2) = TOLD_MARK(e.told_whole, 2)
  )
  OR (
    e.occurred_at BETWEEN b.seen_from AND b.seen_to
    AND b.moment_mark & TOLD_MARK(e.moment, 0) = TOLD_MARK(e.moment, 0)
  )
