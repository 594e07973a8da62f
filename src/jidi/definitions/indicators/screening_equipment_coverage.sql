/*
id = "screening_equipment_coverage"
zh = "安检机配备率"
en = "Sites with a screening machine"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分拨中心与营业网点，期末在用；未登记该项的为缺数。"
scope_en = "Hubs and outlets, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["IM-023"]
formula_zh = "有安检机的场所 ÷ 分拨中心与营业网点 × 100 %"
formula_en = "sites with a screening machine ÷ hubs and outlets × 100 %"
numerator_zh = "有安检机的场所"
numerator_en = "sites with a screening machine"
denominator_zh = "分拨中心与营业网点"
denominator_en = "hubs and outlets"
reference = "内蒙古规划一(一)"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.screening_machine AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind IN ('hub', 'postal_outlet', 'express_outlet')
GROUP BY f.division, p.period, f.screening_machine IS NULL
