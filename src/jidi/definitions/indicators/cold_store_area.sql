/*
id = "cold_store_area"
zh = "冷库面积"
en = "Cold store area"
topic = "cold_chain"
unit = "万平方米"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未关闭或关闭日期不早于期末；台账中曾有而期末全部关闭的为零。未登记该数的设施为缺数。"
scope_en = "In use at the end: opened before it, not closed or closed on the day after or later; zero where all that once stood are closed; a facility without the figure is a missing part."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["IM-080", "IM-081"]
formula_zh = "冷库面积之和"
formula_en = "sum of area of cold stores"
numerator_zh = "冷库面积"
numerator_en = "area of cold stores"
reference = "内蒙古规划专栏4"
*/
SELECT
  f.division,
  p.period,
  SUM(
    CASE WHEN f.closed_on IS NULL OR f.closed_on >= p.end_date THEN f.area_m2 ELSE 0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM facility AS f
JOIN periods AS p ON f.opened_on < p.end_date
WHERE f.kind = 'cold_store'
GROUP BY f.division, p.period,
  (f.closed_on IS NULL OR f.closed_on >= p.end_date) AND f.area_m2 IS NULL
