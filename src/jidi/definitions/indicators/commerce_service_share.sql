/*
id = "commerce_service_share"
zh = "流通性服务占比"
en = "Share of parcels serving consumption"
topic = "integration"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "none"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间；服务对象未登记的为缺数。"
scope_en = "Parcels accepted in the province, by time of acceptance; those without a purpose are missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-024"]
formula_zh = "服务流通消费与文件的快件 ÷ 已登记服务对象的快件 × 100 %"
formula_en = "parcels serving consumption and documents ÷ parcels with a recorded purpose × 100 %"
numerator_zh = "服务流通消费与文件的快件"
numerator_en = "parcels serving consumption and documents"
denominator_zh = "已登记服务对象的快件"
denominator_en = "parcels with a recorded purpose"
reference = "山西规划一(二)2：80 %服务电商、20 %服务生产"
own_choice = true
*/
SELECT
  c.from_division AS division,
  p.period,
  SUM(CASE WHEN c.purpose IN ('consumption', 'document') THEN 1.0
    WHEN c.purpose IS NOT NULL THEN 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
GROUP BY c.from_division, p.period, c.purpose IS NULL
