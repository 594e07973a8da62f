/*
id = "scan_completeness"
zh = "轨迹完整率"
en = "Completeness of scans"
topic = "service"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
sampling = "sample"
design_effect = 10.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；妥投快件应有收寄、寄出地发出、到达网点、派件、签收五个环节，重复扫描只计一次。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; a delivered parcel must show acceptance, departure, arrival at the outlet, out for delivery and delivery; repeated scans count once."
tables = ["parcel", "event"]
finest = "village"
plan_items = ["SX-104", "IM-114"]
formula_zh = "实有的必要环节 ÷ 妥投快件 × 5个必要环节 × 100 %"
formula_en = "required steps found ÷ delivered parcels × 5 required steps × 100 %"
numerator_zh = "实有的必要环节"
numerator_en = "required steps found"
denominator_zh = "妥投快件 × 5个必要环节"
denominator_en = "delivered parcels × 5 required steps"
reference = "YZ/T 0131 快件跟踪查询信息服务规范"
own_choice = true
*/
/* A maximum for each required step: half the work of counting distinct steps. Scans that were taken
back do not count: the few parcels that have one are counted once more, event by event. */
WITH step AS (
  SELECT
    parcel_id,
    MAX(CASE WHEN step = 'accepted' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN step = 'departed_origin' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN step = 'arrived_outlet' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN step = 'out_for_delivery' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN step = 'delivered' THEN 1 ELSE 0 END) AS seen
  FROM event
  WHERE step IN ('accepted', 'departed_origin', 'arrived_outlet', 'out_for_delivery', 'delivered')
  GROUP BY parcel_id
),
touched AS (
  SELECT DISTINCT parcel_id FROM taken_back
),
recount AS (
  SELECT
    e.parcel_id,
    MAX(CASE WHEN w.event_id IS NULL AND e.step = 'accepted' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN w.event_id IS NULL AND e.step = 'departed_origin' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN w.event_id IS NULL AND e.step = 'arrived_outlet' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN w.event_id IS NULL AND e.step = 'out_for_delivery' THEN 1 ELSE 0 END)
    + MAX(CASE WHEN w.event_id IS NULL AND e.step = 'delivered' THEN 1 ELSE 0 END) AS seen
  FROM event AS e
  JOIN touched AS t ON t.parcel_id = e.parcel_id
  LEFT JOIN taken_back AS w ON w.parcel_id = e.parcel_id AND w.event_id = e.event_id
  GROUP BY e.parcel_id
)
SELECT
  c.from_division AS division,
  p.period,
  SUM(CAST(COALESCE(r.seen, s.seen, 0) AS DOUBLE)) AS numerator,
  SUM(5.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
LEFT JOIN step AS s ON s.parcel_id = c.parcel_id
LEFT JOIN recount AS r ON r.parcel_id = c.parcel_id
WHERE c.outcome = 'delivered'
GROUP BY c.from_division, p.period
