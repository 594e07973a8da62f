/*
Journeys that go on: what a journey held before, and the journey that newer events alone would make.
Exact where every newer event is new and happened after all that were told before; see retold.sql.

Reads the relations "before" (journeys, one per parcel), "newer" (journeys of the newer events
alone), "retold" (parcels left out) and "step".
*/
SELECT
  n.parcel_id,
  CASE WHEN b.parcel_id IS NULL THEN n.operator_id ELSE b.operator_id END AS operator_id,
  CASE WHEN b.parcel_id IS NULL THEN n.first_division ELSE b.first_division END AS first_division,
  CASE WHEN b.parcel_id IS NULL THEN n.first_at ELSE b.first_at END AS first_at,
  COALESCE(b.accepted_at, n.accepted_at) AS accepted_at,
  COALESCE(b.out_at, n.out_at) AS out_at,
  COALESCE(b.first_attempt_at, n.first_attempt_at) AS first_attempt_at,
  COALESCE(n.ended_at, b.ended_at) AS ended_at,
  CASE WHEN n.ended_at IS NULL THEN COALESCE(b.outcome, n.outcome) ELSE n.outcome END AS outcome,
  n.last_at,
  n.last_step,
  n.last_division,
  n.last_facility_id,
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
  COALESCE(b.told_mark_2, 0) | n.told_mark_2 AS told_mark_2
FROM newer AS n
LEFT JOIN before AS b ON b.parcel_id = n.parcel_id
LEFT JOIN step AS g ON g.code = b.furthest_step
LEFT JOIN step AS h ON h.code = n.furthest_step
LEFT JOIN step AS f ON f.rank = GREATEST(g.rank, h.rank)
WHERE n.parcel_id NOT IN (SELECT parcel_id FROM retold)
