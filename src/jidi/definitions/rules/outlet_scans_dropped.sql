/*
id = "outlet_scans_dropped"
zh = "网点扫描量骤降"
en = "Scans at an outlet dropped"
cause = "delivery"
severity = "warning"
subjects = ["facility"]
unit = "次"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "企业区域负责人"
who_en = "the company's regional manager"
act_within_hours = 24
own_choice = true
tables = ["event"]
says_zh = "{subject} 24小时扫描 {value} 次，低于前八周同星期几中位数的一半（{threshold}）"
says_en = "{subject}: {value} scans in 24 hours, below half the median of the same weekday in eight weeks ({threshold})"

[parameters]
share = { zh = "中位数的比例", en = "Share of the median", unit = "%", value = 50, own_choice = true }
weeks = { zh = "至少有数据的周数", en = "Fewest weeks with data", unit = "周", value = 4, own_choice = true }
fewest = { zh = "中位数至少", en = "Least median", value = 30, own_choice = true }

[evidence]
usual = { zh = "同星期几中位数", en = "Median of the same weekday", unit = "次" }
weeks_known = { zh = "有数据的周数", en = "Weeks with data", unit = "周" }
*/
-- Scans that were taken back are few: they are taken off again.
WITH told AS (
  SELECT
    facility_id AS subject,
    MIN(SUBSTR(division, 1, 6) || '000000') AS division,
    CAST(FLOOR((EPOCH($at) - EPOCH(occurred_at)) / 604800) AS BIGINT) AS week,
    COUNT(*) AS found
  FROM event
  WHERE facility_id IS NOT NULL
    AND withdrawn_at IS NULL
    AND received_at <= $at
    AND (
      (occurred_at > $at - INTERVAL '24' HOUR AND occurred_at <= $at)
      OR (occurred_at > $at - INTERVAL '192' HOUR AND occurred_at <= $at - INTERVAL '168' HOUR)
      OR (occurred_at > $at - INTERVAL '360' HOUR AND occurred_at <= $at - INTERVAL '336' HOUR)
      OR (occurred_at > $at - INTERVAL '528' HOUR AND occurred_at <= $at - INTERVAL '504' HOUR)
      OR (occurred_at > $at - INTERVAL '696' HOUR AND occurred_at <= $at - INTERVAL '672' HOUR)
      OR (occurred_at > $at - INTERVAL '864' HOUR AND occurred_at <= $at - INTERVAL '840' HOUR)
      OR (occurred_at > $at - INTERVAL '1032' HOUR AND occurred_at <= $at - INTERVAL '1008' HOUR)
      OR (occurred_at > $at - INTERVAL '1200' HOUR AND occurred_at <= $at - INTERVAL '1176' HOUR)
      OR (occurred_at > $at - INTERVAL '1368' HOUR AND occurred_at <= $at - INTERVAL '1344' HOUR)
    )
  GROUP BY 1, 3
  UNION ALL
  SELECT
    e.facility_id AS subject,
    MIN(SUBSTR(e.division, 1, 6) || '000000') AS division,
    CAST(FLOOR((EPOCH($at) - EPOCH(e.occurred_at)) / 604800) AS BIGINT) AS week,
    -COUNT(*) AS found
  FROM event AS e
  JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  WHERE e.facility_id IS NOT NULL
    AND e.withdrawn_at IS NULL
    AND e.received_at <= $at
    AND e.occurred_at > $at - INTERVAL '1368' HOUR
    AND e.occurred_at <= $at
    AND CAST(EPOCH($at) - EPOCH(e.occurred_at) AS BIGINT) % 604800 < 86400
  GROUP BY 1, 3
),
weekly AS (
  SELECT subject, MIN(division) AS division, week, CAST(SUM(found) AS BIGINT) AS found
  FROM told
  GROUP BY subject, week
  HAVING SUM(found) > 0
),
compared AS (
  SELECT
    subject,
    MIN(division) AS division,
    SUM(CASE WHEN week = 0 THEN found ELSE 0 END) AS found,
    MEDIAN(CASE WHEN week > 0 THEN found END) AS usual,
    SUM(CASE WHEN week > 0 THEN 1 ELSE 0 END) AS weeks_known
  FROM weekly
  GROUP BY subject
)
SELECT
  'facility' AS subject_kind,
  subject,
  division,
  $at - INTERVAL '24' HOUR AS window_start,
  $at AS window_end,
  CAST(found AS DOUBLE) AS value,
  usual * $share / 100 AS threshold,
  CAST(usual AS DOUBLE) AS usual,
  CAST(weeks_known AS DOUBLE) AS weeks_known
FROM compared
WHERE weeks_known >= $weeks AND usual >= $fewest
