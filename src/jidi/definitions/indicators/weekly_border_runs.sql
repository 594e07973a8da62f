/*
id = "weekly_border_runs"
zh = "国际邮路每周班次"
en = "International runs a week"
topic = "cross_border"
unit = "班/周"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末开行：开通日期早于期末，未停开或停开日期不早于期末。未登记班次的邮路为缺数。"
scope_en = "Running at the end: opened before it and not closed by then. A route without its runs is a missing part."
tables = ["route"]
finest = "county"
over_time = "stock"
plan_items = ["IM-013"]
formula_zh = "国际邮路每周班次之和"
formula_en = "sum of runs a week of international routes"
numerator_zh = "国际邮路每周班次"
numerator_en = "runs a week of international routes"
reference = "内蒙古规划一(一)"
*/
SELECT
  r.division,
  p.period,
  SUM(
    CASE WHEN r.closed_on IS NULL OR r.closed_on >= p.end_date THEN r.runs_weekly ELSE 0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM route AS r
JOIN periods AS p ON r.opened_on < p.end_date
WHERE r.kind = 'international'
GROUP BY r.division, p.period,
  (r.closed_on IS NULL OR r.closed_on >= p.end_date) AND r.runs_weekly IS NULL
