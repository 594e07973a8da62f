/*
id = "duplicate_scans"
zh = "重复扫描"
en = "Scans sent many times"
cause = "trace"
severity = "notice"
subjects = ["parcel"]
unit = "次"
comparator = ">="
judges = "breaches"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "企业数据负责人"
who_en = "the company's data officer"
act_within_hours = 72
own_choice = true
tables = ["event"]
says_zh = "{subject} 同一扫描以不同编号重复报送 {value} 次，达到 {threshold} 次"
says_en = "{subject}: {value} scans were sent again under other ids, at least {threshold}"
faults = ["duplicate_scans"]
fault_days = 12

[parameters]
most = { zh = "判为异常的重复次数", en = "Repeats that are unusual", unit = "次", value = 3, own_choice = true }

[evidence]
scans = { zh = "不同的扫描", en = "Different scans among them", unit = "次" }
*/
-- Repeats fall on one second, so of such a parcel there are more scans than seconds. Seconds are
-- counted by sixty-one marks: two may share one, so more parcels than those are looked at in full,
-- but none is missed.
WITH arrived AS (
  SELECT parcel_id, event_id, step, occurred_at, division, COALESCE(facility_id, '') AS facility_id
  FROM event
  WHERE received_at > $since
    AND received_at <= $at
    AND occurred_at > $since - INTERVAL '240' HOUR
    AND occurred_at <= $at
    AND withdrawn_at IS NULL
),
suspect AS (
  SELECT parcel_id
  FROM arrived
  GROUP BY parcel_id
  HAVING COUNT(*) - BIT_COUNT(
    BIT_OR(CAST(1 AS BIGINT) << CAST(CAST(EPOCH(occurred_at) AS BIGINT) % 61 AS INT))
  ) >= $most
),
scan AS (
  SELECT
    a.parcel_id, a.step, a.occurred_at, a.division, a.facility_id,
    COUNT(DISTINCT a.event_id) AS times
  FROM arrived AS a
  JOIN suspect AS s ON s.parcel_id = a.parcel_id
  LEFT JOIN taken_back AS t ON t.parcel_id = a.parcel_id AND t.event_id = a.event_id
  WHERE t.event_id IS NULL
  GROUP BY 1, 2, 3, 4, 5
)
SELECT
  'parcel' AS subject_kind,
  parcel_id AS subject,
  MAX(SUBSTR(division, 1, 6) || '000000') AS division,
  MIN(occurred_at) AS window_start,
  MAX(occurred_at) AS window_end,
  CAST(SUM(times) - COUNT(*) AS DOUBLE) AS value,
  $most AS threshold,
  CAST(COUNT(*) AS DOUBLE) AS scans
FROM scan
GROUP BY parcel_id
HAVING SUM(times) - COUNT(*) >= $most
