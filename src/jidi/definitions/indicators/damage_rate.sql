/*
id = "damage_rate"
zh = "快件损毁率"
en = "Damage rate"
topic = "service"
unit = "ppm"
measure = "ratio"
scale = 1000000
precision = 1
direction = "down"
sampling = "events"
scope_zh = "本省收寄的快件，按收寄时间与寄出地；在途快件未定，计缺数；彻底延误按企业登记的结果。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; parcels in transit are undecided and missing; total delay as the operator records it."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-045"]
formula_zh = "损毁的快件 ÷ 已有结果的快件 × 100万"
formula_en = "parcels damaged ÷ parcels with an outcome × 1 000 000"
numerator_zh = "损毁的快件"
numerator_en = "parcels damaged"
denominator_zh = "已有结果的快件"
denominator_en = "parcels with an outcome"
reference = "GB/T 27917.3；按收寄批次"
own_choice = true
*/
SELECT
  c.from_division AS division,
  p.period,
  SUM(CASE
    WHEN c.outcome = 'damaged' THEN 1.0
    WHEN c.outcome <> 'in_transit' THEN 0.0
  END) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
GROUP BY c.from_division, p.period, c.outcome = 'in_transit'
