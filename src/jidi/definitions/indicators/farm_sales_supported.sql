/*
id = "farm_sales_supported"
zh = "带动农畜产品销售额"
en = "Farm sales supported"
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
plan_items = ["IM-044"]
formula_zh = "带动农畜产品销售额之和"
formula_en = "sum of farm sales supported"
numerator_zh = "带动农畜产品销售额"
numerator_en = "farm sales supported"
reference = "内蒙古规划二(三)1"
*/
SELECT
  c.division,
  p.period,
  SUM(c.amount_yuan) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM contribution AS c
JOIN periods AS p ON c.period_start >= p.start_date AND c.period_end <= p.end_date
WHERE c.kind = 'farm_sales'
GROUP BY c.division, p.period, c.amount_yuan IS NULL
