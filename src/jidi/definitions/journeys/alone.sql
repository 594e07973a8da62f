/*
Journeys of parcels with one event, which stands: what journey.sql makes of them, without grouping.
Of an hour's events nearly all are of that kind.

Reads the relations "event", "several" (parcels left out: with more events, or withdrawn ones) and
"step", and the macro told_mark; see journey.sql.
*/
SELECT
  e.parcel_id,
  e.operator_id,
  e.division AS first_division,
  e.occurred_at AS first_at,
  CASE WHEN e.step = 'accepted' THEN e.occurred_at END AS accepted_at,
  CASE WHEN e.step = 'out_for_delivery' THEN e.occurred_at END AS out_at,
  CASE WHEN p.attempt THEN e.occurred_at END AS first_attempt_at,
  CASE WHEN p.outcome IS NOT NULL THEN e.occurred_at END AS ended_at,
  COALESCE(p.outcome, 'in_transit') AS outcome,
  e.occurred_at AS last_at,
  e.step AS last_step,
  e.division AS last_division,
  NULLIF(e.facility_id, '') AS last_facility_id,
  e.received_at,
  e.occurred_at AS seen_from,
  e.occurred_at AS seen_to,
  CAST(1 AS BIGINT) AS scans,
  CAST(0 AS BIGINT) AS repeated,
  CAST(0 AS BIGINT) AS withdrawn,
  CAST(CASE WHEN p.proves THEN BIT_COUNT(p.below) - BIT_COUNT(p.below & p.bit) ELSE 0 END AS BIGINT)
    AS missing,
  p.bit AS steps_shown,
  CASE WHEN p.proves THEN e.step END AS furthest_step,
  TOLD_MARK(e.told, 0) AS told_mark_1,
  TOLD_MARK(e.told, 1) AS told_mark_2,
  TOLD_MARK(e.told, 2) AS told_mark_3,
  TOLD_MARK(e.moment, 0) AS moment_mark
FROM (
  SELECT
    parcel_id, operator_id, step, division, facility_id, occurred_at, received_at,
    HASH(parcel_id, event_id) AS told, HASH(parcel_id, step, occurred_at) AS moment
  FROM event
) AS e
JOIN step AS p ON p.code = e.step
WHERE e.parcel_id NOT IN (SELECT parcel_id FROM several)
