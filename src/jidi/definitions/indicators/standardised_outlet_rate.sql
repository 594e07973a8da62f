/*
id = "standardised_outlet_rate"
zh = "网点标准化率"
en = "Standardised outlets"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "快递营业网点，期末在用；未登记该项的为缺数。"
scope_en = "Express outlets, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["IM-065"]
formula_zh = "标准化网点 ÷ 快递营业网点 × 100 %"
formula_en = "standardised outlets ÷ express outlets × 100 %"
numerator_zh = "标准化网点"
numerator_en = "standardised outlets"
denominator_zh = "快递营业网点"
denominator_en = "express outlets"
reference = "内蒙古规划三(一)"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.standardised AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind = 'express_outlet'
GROUP BY f.division, p.period, f.standardised IS NULL
