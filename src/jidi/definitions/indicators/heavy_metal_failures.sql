/*
id = "heavy_metal_failures"
zh = "包装重金属与特定物质不合格次数"
en = "Packaging tests failed on substances"
topic = "green"
unit = "次"
measure = "total"
precision = 0
direction = "down"
scope_zh = "时期内的包装限量检查；没有检查的为无数据，不为零。"
scope_en = "Inspections of packaging substances in the period; without any there is no data, not zero."
tables = ["inspection"]
finest = "village"
plan_items = ["IM-098"]
formula_zh = "包装限量检查不合格的次数之和"
formula_en = "sum of inspections of packaging substances that failed"
numerator_zh = "包装限量检查不合格的次数"
numerator_en = "inspections of packaging substances that failed"
reference = "GB 43352-2023"
*/
SELECT
  i.division,
  p.period,
  SUM(CASE WHEN i.passed THEN 0.0 WHEN NOT i.passed THEN 1.0 END) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM inspection AS i
JOIN periods AS p ON i.inspected_on >= p.start_date AND i.inspected_on < p.end_date
WHERE i.matter = 'packaging_limits'
GROUP BY i.division, p.period, i.passed IS NULL
