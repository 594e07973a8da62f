/*
id = "bus_lines"
zh = "交邮合作线路"
en = "Bus lines carrying mail"
topic = "rural"
unit = "条"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末开行：开通日期早于期末，未停开或停开日期不早于期末。"
scope_en = "Running at the end: opened before it and not closed by then."
tables = ["route"]
finest = "county"
over_time = "stock"
plan_items = ["SX-083", "IM-073"]
formula_zh = "期末开行的交邮合作线路之和"
formula_en = "sum of bus lines carrying mail running at the end"
numerator_zh = "期末开行的交邮合作线路"
numerator_en = "bus lines carrying mail running at the end"
reference = "内蒙古规划三(二)"
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
WHERE r.kind = 'bus'
GROUP BY r.division, p.period
