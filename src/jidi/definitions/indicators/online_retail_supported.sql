/*
id = "online_retail_supported"
zh = "支撑网上零售额"
en = "Online retail supported"
topic = "integration"
unit = "亿元"
measure = "total"
scale = 1e-08
precision = 2
direction = "up"
scope_zh = "报送的起止日期完全落在时期之内的数；跨期的不拆分、不计入。"
scope_en = "Figures whose own span lies wholly within the period; others are neither split nor counted."
tables = ["contribution"]
finest = "county"
plan_items = ["IM-043"]
formula_zh = "支撑网上零售额之和"
formula_en = "sum of online retail supported"
numerator_zh = "支撑网上零售额"
numerator_en = "online retail supported"
reference = "内蒙古规划二(三)1"
*/
SELECT
  c.division,
  p.period,
  SUM(c.amount_yuan) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM contribution AS c
JOIN periods AS p ON c.period_start >= p.start_date AND c.period_end <= p.end_date
WHERE c.kind = 'online_retail'
GROUP BY c.division, p.period, c.amount_yuan IS NULL
