/*
id = "township_stations"
zh = "乡镇快递综合服务站"
en = "Township express stations"
topic = "rural"
unit = "个"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未关闭或关闭日期不早于期末；台账中曾有而期末全部关闭的为零。"
scope_en = "In use at the end: opened before it, not closed or closed on the day after or later; zero where all that once stood are closed."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-088"]
formula_zh = "期末在用的乡镇快递综合服务站之和"
formula_en = "sum of township express stations in use at the end"
numerator_zh = "期末在用的乡镇快递综合服务站"
numerator_en = "township express stations in use at the end"
reference = "山西规划专栏5"
published_as = ["township_stations"]
*/
SELECT
  f.division,
  p.period,
  SUM(
    CASE WHEN f.closed_on IS NULL OR f.closed_on >= p.end_date THEN 1.0 ELSE 0.0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM facility AS f
JOIN periods AS p ON f.opened_on < p.end_date
WHERE f.kind = 'township_station'
GROUP BY f.division, p.period
