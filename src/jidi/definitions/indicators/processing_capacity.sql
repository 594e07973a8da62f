/*
id = "processing_capacity"
zh = "日处理能力"
en = "Processing capacity a day"
topic = "network"
unit = "万件/日"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未关闭或关闭日期不早于期末；台账中曾有而期末全部关闭的为零。未登记该数的设施为缺数。"
scope_en = "In use at the end: opened before it, not closed or closed on the day after or later; zero where all that once stood are closed; a facility without the figure is a missing part."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["IM-046"]
formula_zh = "分拨中心与互换局的日处理能力之和"
formula_en = "sum of daily capacity of hubs and offices of exchange"
numerator_zh = "分拨中心与互换局的日处理能力"
numerator_en = "daily capacity of hubs and offices of exchange"
reference = "内蒙古规划二(三)2"
*/
SELECT
  f.division,
  p.period,
  SUM(
    CASE WHEN f.closed_on IS NULL OR f.closed_on >= p.end_date THEN f.capacity_daily ELSE 0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM facility AS f
JOIN periods AS p ON f.opened_on < p.end_date
WHERE f.kind IN ('hub', 'exchange_office')
GROUP BY f.division, p.period,
  (f.closed_on IS NULL OR f.closed_on >= p.end_date) AND f.capacity_daily IS NULL
