/*
id = "impossible_speed"
zh = "轨迹速度不可能"
en = "An impossible speed"
cause = "trace"
severity = "notice"
subjects = ["parcel"]
unit = "分钟"
comparator = "<"
judges = "breaches"
every_hours = 1
fire_after = 1
clear_after = 1
who_zh = "企业数据负责人；疑似虚假轨迹交市邮政管理部门"
who_en = "the company's data officer; the city regulator where traces look invented"
act_within_hours = 72
own_choice = true
tables = ["event"]
says_zh = "{subject} 在两省之间相隔仅 {value} 分钟，短于 {threshold} 分钟"
says_en = "{subject}: only {value} minutes between scans in two provinces, fewer than {threshold}"
faults = ["impossible_speed"]
fault_days = 3

[parameters]
least = { zh = "跨省最短时间", en = "Least time between provinces", unit = "分钟", value = 20, own_choice = true }

[evidence]
from_province = { zh = "前一省（代码前两位）", en = "Province before (first two digits)" }
to_province = { zh = "后一省（代码前两位）", en = "Province after (first two digits)" }
*/
-- Few parcels are seen in two provinces within an hour: only those are looked at scan by scan.
WITH several AS (
  SELECT parcel_id
  FROM event
  -- Both scans of such a pair lie within the least time of each other.
  WHERE occurred_at > $since - INTERVAL '30' MINUTE
    AND occurred_at <= $at
    AND received_at <= $at
    AND withdrawn_at IS NULL
  GROUP BY parcel_id
  HAVING MIN(SUBSTR(division, 1, 2)) <> MAX(SUBSTR(division, 1, 2))
),
met AS (
  SELECT
    e.parcel_id,
    SUBSTR(e.division, 1, 2) AS province,
    MIN(e.occurred_at) AS first_at,
    MAX(e.occurred_at) AS last_at,
    MIN(e.division) AS division
  FROM event AS e
  JOIN several AS s ON s.parcel_id = e.parcel_id
  LEFT JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  WHERE e.occurred_at > $since - INTERVAL '30' MINUTE
    AND e.occurred_at <= $at
    AND e.received_at <= $at
    AND e.withdrawn_at IS NULL
    AND t.event_id IS NULL
  GROUP BY 1, 2
)
SELECT
  'parcel' AS subject_kind,
  a.parcel_id AS subject,
  MIN(SUBSTR(b.division, 1, 6) || '000000') AS division,
  MIN(a.last_at) AS window_start,
  MAX(b.first_at) AS window_end,
  MIN(EPOCH(b.first_at) - EPOCH(a.last_at)) / 60.0 AS value,
  $least AS threshold,
  CAST(MIN(a.province) AS DOUBLE) AS from_province,
  CAST(MIN(b.province) AS DOUBLE) AS to_province
FROM met AS a
JOIN met AS b
  ON b.parcel_id = a.parcel_id AND b.province <> a.province AND b.first_at >= a.last_at
WHERE EPOCH(b.first_at) - EPOCH(a.last_at) < 60 * $least
  AND b.first_at > $since
GROUP BY a.parcel_id
