/*
id = "postal_routes"
zh = "邮路总条数"
en = "Mail routes"
topic = "trunk"
unit = "条"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末开行：开通日期早于期末，未停开或停开日期不早于期末。"
scope_en = "Running at the end: opened before it and not closed by then."
tables = ["route"]
finest = "county"
over_time = "stock"
plan_items = ["SX-008"]
formula_zh = "期末开行的邮路总条数之和"
formula_en = "sum of mail routes running at the end"
numerator_zh = "期末开行的邮路总条数"
numerator_en = "mail routes running at the end"
reference = "山西规划一(一)1(2)"
*/
SELECT
  r.division,
  p.period,
  SUM(
    CASE WHEN r.closed_on IS NULL OR r.closed_on >= p.end_date THEN 1.0 ELSE 0.0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM route AS r
JOIN periods AS p ON r.opened_on < p.end_date
WHERE r.kind = 'mail'
GROUP BY r.division, p.period
