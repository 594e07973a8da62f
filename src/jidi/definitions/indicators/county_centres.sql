/*
id = "county_centres"
zh = "县级寄递共配中心"
en = "County distribution centres"
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
plan_items = ["SX-087", "IM-009", "IM-076"]
formula_zh = "期末在用的县级寄递共配中心之和"
formula_en = "sum of county distribution centres in use at the end"
numerator_zh = "期末在用的县级寄递共配中心"
numerator_en = "county distribution centres in use at the end"
reference = "山西规划专栏5；内蒙古规划专栏3（旗县级快递集散中心）"
published_as = ["county_shared_delivery_centres"]
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
WHERE f.kind = 'county_centre'
GROUP BY f.division, p.period
