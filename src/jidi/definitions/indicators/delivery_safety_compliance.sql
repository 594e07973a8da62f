/*
id = "delivery_safety_compliance"
zh = "寄递安全检查合格率"
en = "Delivery safety inspections passed"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
sampling = "sample"
scope_zh = "每处场所取时期内最近一次；未登记设施的检查各计一处。"
scope_en = "The latest inspection of each site in the period; inspections without a facility count one each."
tables = ["inspection"]
finest = "village"
plan_items = ["SX-140", "IM-113"]
formula_zh = "最近一次检查合格的场所 ÷ 时期内检查过的场所 × 100 %"
formula_en = "sites that passed their latest inspection ÷ sites inspected in the period × 100 %"
numerator_zh = "最近一次检查合格的场所"
numerator_en = "sites that passed their latest inspection"
denominator_zh = "时期内检查过的场所"
denominator_en = "sites inspected in the period"
reference = "邮政业寄递安全监督管理办法"
*/
WITH latest AS (
  SELECT
    i.division,
    p.period,
    i.passed,
    ROW_NUMBER() OVER (
      PARTITION BY p.period, COALESCE(i.facility_id, i.inspection_id)
      ORDER BY i.inspected_on DESC, i.inspection_id DESC
    ) AS place
  FROM inspection AS i
  JOIN periods AS p ON i.inspected_on >= p.start_date AND i.inspected_on < p.end_date
  WHERE i.matter = 'safety'
)
SELECT
  division,
  period,
  SUM(CAST(passed AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM latest
WHERE place = 1
GROUP BY division, period, passed IS NULL
