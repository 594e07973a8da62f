/*
id = "cold_equipped_outlet_rate"
zh = "标准化网点制冷保鲜设备配置率"
en = "Standardised outlets with cooling"
topic = "cold_chain"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "快递企业标准化营业网点，期末在用；未登记该项的为缺数。"
scope_en = "Standardised express outlets, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["IM-083"]
formula_zh = "有制冷保鲜设备的网点 ÷ 快递企业标准化营业网点 × 100 %"
formula_en = "outlets with cooling equipment ÷ standardised express outlets × 100 %"
numerator_zh = "有制冷保鲜设备的网点"
numerator_en = "outlets with cooling equipment"
denominator_zh = "快递企业标准化营业网点"
denominator_en = "standardised express outlets"
reference = "内蒙古规划专栏4"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.cold_storage AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind = 'express_outlet' AND f.standardised
GROUP BY f.division, p.period, f.cold_storage IS NULL
