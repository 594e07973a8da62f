/*
id = "international_mail_export"
zh = "国际邮件出口量"
en = "International exports"
topic = "cross_border"
unit = "万件"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "按呈验时间，互换局所在地。"
scope_en = "By time of presentation, where the office of exchange stands."
tables = ["dispatch"]
finest = "county"
plan_items = ["SX-097", "IM-014"]
formula_zh = "出口总包件数之和"
formula_en = "sum of items of outward dispatches"
numerator_zh = "出口总包件数"
numerator_en = "items of outward dispatches"
reference = "内蒙古规划一(一)"
*/
SELECT
  d.division,
  p.period,
  SUM(d.items) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM dispatch AS d
JOIN periods AS p ON d.presented_at >= p.start_date AND d.presented_at < p.end_date
WHERE d.direction = 'outward'
GROUP BY d.division, p.period, d.items IS NULL
