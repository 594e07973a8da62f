/*
id = "hub_overloaded"
zh = "分拨中心负荷过高"
en = "A hub near its capacity"
cause = "capacity"
severity = "warning"
subjects = ["facility"]
unit = "%"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 2
who_zh = "企业运营负责人；旺季保障专班"
who_en = "the company's operations manager; the peak-season desk"
act_within_hours = 12
article = "旺季枢纽出力与能力之比上限：本平台设计规则"
own_choice = true
tables = ["event", "facility"]
says_zh = "{subject} 24小时到件为处理能力的 {value}%，超过 {threshold}%"
says_en = "{subject}: arrivals of 24 hours are {value} % of its capacity, above {threshold} %"

[parameters]
most = { zh = "利用率上限", en = "Most of the capacity", unit = "%", law = "peak_hub_utilisation" }

[evidence]
arrived = { zh = "到件", en = "Parcels that arrived", unit = "件" }
capacity = { zh = "日处理能力", en = "Capacity a day", unit = "件/日" }
*/
-- Scans that were taken back are few: they are taken off again.
WITH told AS (
  SELECT facility_id, COUNT(*) AS parcels
  FROM event
  WHERE step = 'arrived_hub'
    AND occurred_at > $at - INTERVAL '24' HOUR
    AND occurred_at <= $at
    AND received_at <= $at
    AND withdrawn_at IS NULL
  GROUP BY facility_id
  UNION ALL
  SELECT e.facility_id, -COUNT(*) AS parcels
  FROM event AS e
  JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  WHERE e.step = 'arrived_hub'
    AND e.occurred_at > $at - INTERVAL '24' HOUR
    AND e.occurred_at <= $at
    AND e.received_at <= $at
    AND e.withdrawn_at IS NULL
  GROUP BY e.facility_id
),
arrived AS (
  SELECT facility_id, CAST(SUM(parcels) AS BIGINT) AS parcels
  FROM told
  GROUP BY facility_id
  HAVING SUM(parcels) > 0
)
SELECT
  'facility' AS subject_kind,
  f.facility_id AS subject,
  SUBSTR(f.division, 1, 6) || '000000' AS division,
  $at - INTERVAL '24' HOUR AS window_start,
  $at AS window_end,
  100.0 * a.parcels / f.capacity_daily AS value,
  $most AS threshold,
  CAST(a.parcels AS DOUBLE) AS arrived,
  CAST(f.capacity_daily AS DOUBLE) AS capacity
FROM arrived AS a
JOIN facility AS f ON f.facility_id = a.facility_id
WHERE f.capacity_daily > 0
