/*
Journeys that go on: what a journey held before, and the journey that newer events alone would make.
Exact where every newer event is new, tells no scan again and stands in no other's second: then
firsts are the earlier of the two, lasts the later, and sums add up; see retold.sql.

Reads the relations "before" (journeys, one per parcel), "newer" (journeys of the newer events
alone), "retold" (parcels left out) and "step".
*/
SELECT
  n.parcel_id,
  CASE WHEN b.first_at < n.first_at THEN b.operator_id ELSE n.operator_id END AS operator_id,
  CASE WHEN b.first_at < n.first_at THEN b.first_division ELSE n.first_division END
    AS first_division,
  LEAST(b.first_at, n.first_at) AS first_at,
  LEAST(b.accepted_at, n.accepted_at) AS accepted_at,
  LEAST(b.out_at, n.out_at) AS out_at,
  LEAST(b.first_attempt_at, n.first_attempt_at) AS first_attempt_at,
  GREATEST(b.ended_at, n.ended_at) AS ended_at,
  CASE
    WHEN b.ended_at > n.ended_at OR (b.ended_at IS NOT NULL AND n.ended_at IS NULL) THEN b.outcome
    ELSE n.outcome
  END AS outcome,
  GREATEST(b.last_at, n.last_at) AS last_at,
  CASE WHEN b.last_at > n.last_at THEN b.last_step ELSE n.last_step END AS last_step,
  CASE WHEN b.last_at > n.last_at THEN b.last_division ELSE n.last_division END AS last_division,
  CASE WHEN b.last_at > n.last_at THEN b.last_facility_id ELSE n.last_facility_id END
    AS last_facility_id,
  GREATEST(b.received_at, n.received_at) AS received_at,
  LEAST(b.seen_from, n.seen_from) AS seen_from,
  GREATEST(b.seen_to, n.seen_to) AS seen_to,
  COALESCE(b.scans, 0) + n.scans AS scans,
  COALESCE(b.repeated, 0) + n.repeated AS repeated,
  COALESCE(b.withdrawn, 0) + n.withdrawn AS withdrawn,
  CAST(COALESCE(
    BIT_COUNT(f.below) - BIT_COUNT(f.below & (COALESCE(b.steps_shown, 0) | n.steps_shown)), 0
  ) AS BIGINT) AS missing,
  COALESCE(b.steps_shown, 0) | n.steps_shown AS steps_shown,
  f.code AS furthest_step,
  COALESCE(b.told_mark_1, 0) | n.told_mark_1 AS told_mark_1,
  COALESCE(b.told_mark_2, 0) | n.told_mark_2 AS told_mark_2,
  COALESCE(b.told_mark_3, 0) | n.told_mark_3 AS told_mark_3,
  COALESCE(b.moment_mark, 0) | n.moment_mark AS moment_mark
FROM newer AS n
LEFT JOIN before AS b ON b.parcel_id = n.parcel_id
LEFT JOIN step AS g ON g.code = b.furthest_step
LEFT JOIN step AS h ON h.code = n.furthest_step
LEFT JOIN step AS f ON f.rank = GREATEST(g.rank, h.rank)
WHERE n.parcel_id NOT IN (SELECT parcel_id FROM retold)
