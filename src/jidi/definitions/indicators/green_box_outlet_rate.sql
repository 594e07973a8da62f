/*
id = "green_box_outlet_rate"
zh = "绿色包装箱配备率"
en = "Postal outlets with a green packaging box"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "邮政营业场所，期末在用；未登记该项的为缺数。"
scope_en = "Postal outlets, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-013"]
formula_zh = "有绿色包装箱的邮政营业场所 ÷ 邮政营业场所 × 100 %"
formula_en = "postal outlets with a green box ÷ postal outlets × 100 %"
numerator_zh = "有绿色包装箱的邮政营业场所"
numerator_en = "postal outlets with a green box"
denominator_zh = "邮政营业场所"
denominator_en = "postal outlets"
reference = "山西规划一(一)1(4)"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.green_box AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind = 'postal_outlet'
GROUP BY f.division, p.period, f.green_box IS NULL
