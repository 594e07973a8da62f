/*
id = "recycling_bin_rate"
zh = "包装废弃物回收装置配置率"
en = "Outlets with a packaging return device"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "邮政快递营业网点，期末在用；未登记该项的为缺数。"
scope_en = "Postal and express outlets, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-111", "IM-097"]
formula_zh = "有回收装置的网点 ÷ 邮政快递营业网点 × 100 %"
formula_en = "outlets with a return device ÷ postal and express outlets × 100 %"
numerator_zh = "有回收装置的网点"
numerator_en = "outlets with a return device"
denominator_zh = "邮政快递营业网点"
denominator_en = "postal and express outlets"
reference = "山西规划三15"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.recycling_bin AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind IN ('postal_outlet', 'express_outlet')
GROUP BY f.division, p.period, f.recycling_bin IS NULL
