/*
id = "hsr_mail_lines"
zh = "高铁运邮线路"
en = "High-speed rail mail lines"
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
plan_items = ["SX-061"]
formula_zh = "期末开行的高铁运邮线路之和"
formula_en = "sum of high-speed rail mail lines running at the end"
numerator_zh = "期末开行的高铁运邮线路"
numerator_en = "high-speed rail mail lines running at the end"
reference = "山西规划专栏2"
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
WHERE r.kind = 'hsr_mail'
GROUP BY r.division, p.period
