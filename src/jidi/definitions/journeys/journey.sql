/*
One row per parcel from its events, the same whatever their order, splitting and repetition.

Most parcels told every event once. They take the short way: one grouping by parcel.

odd     parcels with an event that was withdrawn or told twice, or two scans of one step and second;
        found by hashes, so a plain parcel may be among them, but no odd one is missed
plain   the other parcels, whole

The odd ones take the long way, over their own events only:

told    each event of a parcel, once: taken back for one parcel by its own name, an event of several,
        whose id ends with the parcel, is the same event
again   events that were sent more than once or withdrawn: few
word    of those that stand, the row received last; ties by what it says
scan    what happened: the same step, second and place under several ids is one scan
ranked  each scan with its place on the way: second, then rank of the step

Reads the relations "event" (some parcels, all their rows) and "step" (steps.csv; "bit" is a bit
for each required step, "below" the bits of required steps of lower rank), and the macro told_mark
(told_mark.sql). Our own choice.
*/
WITH given AS MATERIALIZED (
  SELECT
    parcel_id, event_id, step, operator_id, division, facility_id, bag_id, vehicle_id, occurred_at,
    received_at, withdrawn_at, HASH(parcel_id, event_id) AS same_event,
    HASH(parcel_id, step, occurred_at) AS same_moment
  FROM event
),
event_again AS (
  SELECT same_event FROM given GROUP BY same_event HAVING COUNT(*) > 1
),
moment_again AS (
  SELECT same_moment FROM given GROUP BY same_moment HAVING COUNT(*) > 1
),
odd AS MATERIALIZED (
  SELECT DISTINCT parcel_id
  FROM given
  WHERE withdrawn_at IS NOT NULL
    OR same_event IN (SELECT same_event FROM event_again)
    OR same_moment IN (SELECT same_moment FROM moment_again)
),
plain AS (
  SELECT
    r.parcel_id,
    ARG_MIN(r.operator_id, r.place) AS operator_id,
    ARG_MIN(r.division, r.place) AS first_division,
    MIN(r.occurred_at) AS first_at,
    MIN(CASE WHEN r.step = 'accepted' THEN r.occurred_at END) AS accepted_at,
    MIN(CASE WHEN r.step = 'out_for_delivery' THEN r.occurred_at END) AS out_at,
    MIN(CASE WHEN r.attempt THEN r.occurred_at END) AS first_attempt_at,
    MAX(CASE WHEN r.outcome IS NOT NULL THEN r.occurred_at END) AS ended_at,
    MAX(CASE WHEN r.outcome IS NOT NULL THEN r.place END) AS end_place,
    MAX(r.occurred_at) AS last_at,
    MAX(r.place) AS last_place,
    ARG_MAX(r.division, r.place) AS last_division,
    ARG_MAX(COALESCE(r.facility_id, ''), r.place) AS last_facility_id,
    MAX(r.received_at) AS received_at,
    MIN(r.occurred_at) AS seen_from,
    MAX(r.occurred_at) AS seen_to,
    COUNT(*) AS scans,
    0 AS repeated,
    0 AS withdrawn,
    MAX(CASE WHEN r.proves THEN r.rank END) AS furthest,
    BIT_OR(r.bit) AS shown,
    BIT_OR(r.mark_1) AS mark_1,
    BIT_OR(r.mark_2) AS mark_2,
    BIT_OR(r.mark_3) AS mark_3,
    BIT_OR(r.moment) AS moment
  FROM (
    SELECT
      e.parcel_id, e.step, e.operator_id, e.division, e.facility_id, e.occurred_at, e.received_at,
      p.rank, p.bit, p.attempt, p.outcome, p.proves,
      CAST(EPOCH(e.occurred_at) AS BIGINT) * 1000 + p.rank AS place,
      TOLD_MARK(e.same_event, 0) AS mark_1, TOLD_MARK(e.same_event, 1) AS mark_2,
      TOLD_MARK(e.same_event, 2) AS mark_3, TOLD_MARK(e.same_moment, 0) AS moment
    FROM given AS e
    JOIN step AS p ON p.code = e.step
    WHERE e.parcel_id NOT IN (SELECT parcel_id FROM odd)
  ) AS r
  GROUP BY r.parcel_id
),
declared AS (
  SELECT DISTINCT parcel_id, event_id FROM given WHERE withdrawn_at IS NOT NULL
),
event_of_odd AS (
  SELECT
    e.parcel_id, COALESCE(d.event_id, e.event_id) AS event_id, e.step, e.operator_id, e.division, e.facility_id, e.bag_id,
    e.vehicle_id, e.occurred_at, e.received_at, e.withdrawn_at, e.same_event, e.same_moment
  FROM given AS e
  JOIN odd AS o ON o.parcel_id = e.parcel_id
  LEFT JOIN declared AS d
    ON d.parcel_id = e.parcel_id AND e.event_id = d.event_id || '#' || d.parcel_id
),
told AS (
  SELECT
    parcel_id, event_id, COUNT(*) AS times, MAX(withdrawn_at) AS withdrawn_at,
    MIN(occurred_at) AS seen_from, MAX(occurred_at) AS seen_to,
    BIT_OR(TOLD_MARK(same_event, 0)) AS mark_1, BIT_OR(TOLD_MARK(same_event, 1)) AS mark_2,
    BIT_OR(TOLD_MARK(same_event, 2)) AS mark_3, BIT_OR(TOLD_MARK(same_moment, 0)) AS moment
  FROM event_of_odd
  GROUP BY parcel_id, event_id
),
again AS (
  SELECT parcel_id, event_id, withdrawn_at
  FROM told
  WHERE times > 1 OR withdrawn_at IS NOT NULL
),
word AS (
  SELECT
    e.parcel_id, e.event_id, e.step, e.operator_id, e.division, e.facility_id, e.occurred_at,
    e.received_at,
    ROW_NUMBER() OVER (
      PARTITION BY e.parcel_id, e.event_id
      ORDER BY
        e.received_at DESC, e.occurred_at DESC, e.step DESC, e.division DESC,
        COALESCE(e.facility_id, '') DESC, e.operator_id DESC, COALESCE(e.bag_id, '') DESC,
        COALESCE(e.vehicle_id, '') DESC
    ) AS place
  FROM event_of_odd AS e
  JOIN again AS a ON a.parcel_id = e.parcel_id AND a.event_id = e.event_id
  WHERE a.withdrawn_at IS NULL
),
held AS (
  SELECT
    e.parcel_id, e.event_id, e.step, e.operator_id, e.division, e.facility_id, e.occurred_at,
    e.received_at
  FROM event_of_odd AS e
  LEFT JOIN again AS a ON a.parcel_id = e.parcel_id AND a.event_id = e.event_id
  WHERE a.event_id IS NULL
  UNION ALL
  SELECT
    parcel_id, event_id, step, operator_id, division, facility_id, occurred_at, received_at
  FROM word
  WHERE place = 1
),
scan AS (
  SELECT
    parcel_id, step, occurred_at, division, COALESCE(facility_id, '') AS facility_id,
    MIN(event_id) AS event_id, MIN(operator_id) AS operator_id, MAX(received_at) AS received_at,
    COUNT(*) AS times
  FROM held
  GROUP BY parcel_id, step, occurred_at, division, COALESCE(facility_id, '')
),
ranked AS (
  SELECT
    s.parcel_id, s.step, s.occurred_at, s.division, s.facility_id, s.event_id, s.operator_id,
    s.received_at, s.times, p.rank, p.bit, p.attempt, p.outcome, p.proves,
    CAST(EPOCH(s.occurred_at) AS BIGINT) * 1000 + p.rank AS place
  FROM scan AS s
  JOIN step AS p ON p.code = s.step
),
way AS (
  SELECT
    parcel_id,
    MIN(place) AS first_place,
    MAX(place) AS last_place,
    MAX(CASE WHEN outcome IS NOT NULL THEN place END) AS end_place,
    MIN(occurred_at) AS first_at,
    MIN(CASE WHEN step = 'accepted' THEN occurred_at END) AS accepted_at,
    MIN(CASE WHEN step = 'out_for_delivery' THEN occurred_at END) AS out_at,
    MIN(CASE WHEN attempt THEN occurred_at END) AS first_attempt_at,
    MAX(CASE WHEN outcome IS NOT NULL THEN occurred_at END) AS ended_at,
    MAX(occurred_at) AS last_at,
    MAX(received_at) AS received_at,
    COUNT(*) AS scans,
    SUM(times) - COUNT(*) AS repeated,
    MAX(CASE WHEN proves THEN rank END) AS furthest,
    BIT_OR(bit) AS shown
  FROM ranked
  GROUP BY parcel_id
),
edge AS (
  SELECT
    r.parcel_id,
    ARG_MIN(CASE WHEN r.place = w.first_place THEN r.operator_id END, r.event_id) AS operator_id,
    ARG_MIN(CASE WHEN r.place = w.first_place THEN r.division END, r.event_id) AS first_division,
    ARG_MAX(CASE WHEN r.place = w.last_place THEN r.division END, r.event_id) AS last_division,
    ARG_MAX(CASE WHEN r.place = w.last_place THEN r.facility_id END, r.event_id) AS last_facility_id
  FROM ranked AS r
  JOIN way AS w ON w.parcel_id = r.parcel_id
  WHERE r.place = w.first_place OR r.place = w.last_place
  GROUP BY r.parcel_id
),
base AS (
  SELECT
    parcel_id, MIN(seen_from) AS seen_from, MAX(seen_to) AS seen_to,
    SUM(CASE WHEN withdrawn_at IS NULL THEN 0 ELSE 1 END) AS withdrawn,
    BIT_OR(mark_1) AS mark_1, BIT_OR(mark_2) AS mark_2, BIT_OR(mark_3) AS mark_3,
    BIT_OR(moment) AS moment
  FROM told
  GROUP BY parcel_id
),
every AS (
  SELECT
    parcel_id, operator_id, first_division, first_at, accepted_at, out_at, first_attempt_at,
    ended_at, end_place, last_at, last_place, last_division, last_facility_id, received_at,
    seen_from, seen_to, scans, repeated, withdrawn, furthest, shown, mark_1, mark_2,
    mark_3, moment
  FROM plain
  UNION ALL
  SELECT
    b.parcel_id, e.operator_id, e.first_division, w.first_at, w.accepted_at, w.out_at,
    w.first_attempt_at, w.ended_at, w.end_place, w.last_at, w.last_place, e.last_division,
    e.last_facility_id, w.received_at, b.seen_from, b.seen_to, COALESCE(w.scans, 0),
    COALESCE(w.repeated, 0), b.withdrawn, w.furthest, COALESCE(w.shown, 0), b.mark_1, b.mark_2,
    b.mark_3, b.moment
  FROM base AS b
  LEFT JOIN way AS w ON w.parcel_id = b.parcel_id
  LEFT JOIN edge AS e ON e.parcel_id = b.parcel_id
)
SELECT
  y.parcel_id,
  y.operator_id,
  y.first_division,
  y.first_at,
  y.accepted_at,
  y.out_at,
  y.first_attempt_at,
  y.ended_at,
  CASE WHEN y.scans > 0 THEN COALESCE(o.outcome, 'in_transit') END AS outcome,
  y.last_at,
  l.code AS last_step,
  y.last_division,
  NULLIF(y.last_facility_id, '') AS last_facility_id,
  y.received_at,
  y.seen_from,
  y.seen_to,
  CAST(y.scans AS BIGINT) AS scans,
  CAST(y.repeated AS BIGINT) AS repeated,
  CAST(y.withdrawn AS BIGINT) AS withdrawn,
  CAST(COALESCE(BIT_COUNT(f.below) - BIT_COUNT(f.below & y.shown), 0) AS BIGINT) AS missing,
  y.shown AS steps_shown,
  f.code AS furthest_step,
  y.mark_1 AS told_mark_1,
  y.mark_2 AS told_mark_2,
  y.mark_3 AS told_mark_3,
  y.moment AS moment_mark
FROM every AS y
LEFT JOIN step AS o ON o.rank = y.end_place % 1000
LEFT JOIN step AS l ON l.rank = y.last_place % 1000
LEFT JOIN step AS f ON f.rank = y.furthest
