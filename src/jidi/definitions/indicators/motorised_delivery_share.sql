/*
id = "motorised_delivery_share"
zh = "投递路线汽车化率"
en = "Motorised delivery rounds"
topic = "rural"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "期末开行：开通日期早于期末，未停开或停开日期不早于期末。未登记的为缺数。"
scope_en = "Running at the end: opened before it and not closed by then. Where it is not recorded a part is missing."
tables = ["route"]
finest = "county"
over_time = "stock"
plan_items = ["SX-070"]
formula_zh = "汽车化的投递路线 ÷ 投递路线 × 100 %"
formula_en = "motorised rounds ÷ delivery rounds × 100 %"
numerator_zh = "汽车化的投递路线"
numerator_en = "motorised rounds"
denominator_zh = "投递路线"
denominator_en = "delivery rounds"
reference = "邮政普遍服务投递路线"
own_choice = true
published_as = ["rural_motorised_route_share"]
*/
SELECT
  r.division,
  p.period,
  SUM(CAST(r.motorised AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM route AS r
JOIN periods AS p
  ON r.opened_on < p.end_date AND (r.closed_on IS NULL OR r.closed_on >= p.end_date)
WHERE r.kind = 'delivery'
GROUP BY r.division, p.period, r.motorised IS NULL
