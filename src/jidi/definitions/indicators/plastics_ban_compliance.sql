/*
id = "plastics_ban_compliance"
zh = "禁塑合格率"
en = "Compliance with the plastics ban"
topic = "green"
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
plan_items = ["SX-050", "IM-098"]
formula_zh = "最近一次检查合格的场所 ÷ 时期内检查过的场所 × 100 %"
formula_en = "sites that passed their latest inspection ÷ sites inspected in the period × 100 %"
numerator_zh = "最近一次检查合格的场所"
numerator_en = "sites that passed their latest inspection"
denominator_zh = "时期内检查过的场所"
denominator_en = "sites inspected in the period"
reference = "两规划：2025年底网点停用不可降解塑料包装袋、胶带与一次性编织袋"
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
  WHERE i.matter = 'plastics'
)
SELECT
  division,
  period,
  SUM(CAST(passed AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM latest
WHERE place = 1
GROUP BY division, period, passed IS NULL
