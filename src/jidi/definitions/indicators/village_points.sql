/*
id = "village_points"
zh = "村级寄递服务点"
en = "Village service points"
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
plan_items = ["SX-089", "IM-058"]
formula_zh = "期末在用的村级寄递服务点之和"
formula_en = "sum of village service points in use at the end"
numerator_zh = "期末在用的村级寄递服务点"
numerator_en = "village service points in use at the end"
reference = "山西规划专栏5"
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
WHERE f.kind = 'village_point'
GROUP BY f.division, p.period
