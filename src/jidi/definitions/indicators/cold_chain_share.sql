/*
id = "cold_chain_share"
zh = "冷链快件占比"
en = "Share of cold-chain parcels"
topic = "cold_chain"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；未登记的为缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; where it is not recorded the parcel is missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-074", "IM-080"]
formula_zh = "冷链快件 ÷ 收寄快件 × 100 %"
formula_en = "cold-chain parcels ÷ parcels accepted × 100 %"
numerator_zh = "冷链快件"
numerator_en = "cold-chain parcels"
denominator_zh = "收寄快件"
denominator_en = "parcels accepted"
reference = "冷链寄递"
*/
SELECT
  c.from_division AS division,
  p.period,
  SUM(CAST(c.cold AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
GROUP BY c.from_division, p.period, c.cold IS NULL
