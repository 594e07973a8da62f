/*
id = "rail_europe_lines"
zh = "中欧班列运邮线路"
en = "China–Europe rail lines"
topic = "cross_border"
unit = "条"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末开行：开通日期早于期末，未停开或停开日期不早于期末。"
scope_en = "Running at the end: opened before it and not closed by then."
tables = ["route"]
finest = "county"
over_time = "stock"
plan_items = ["IM-064"]
formula_zh = "期末开行的中欧班列运邮线路之和"
formula_en = "sum of china–europe rail lines running at the end"
numerator_zh = "期末开行的中欧班列运邮线路"
numerator_en = "china–europe rail lines running at the end"
reference = "内蒙古规划三(一)"
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
WHERE r.kind = 'rail_europe'
GROUP BY r.division, p.period
