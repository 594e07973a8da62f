/*
id = "sorting_lines"
zh = "自动分拣线"
en = "Automatic sorting lines"
topic = "network"
unit = "条"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未关闭或关闭日期不早于期末；台账中曾有而期末全部关闭的为零。未登记该数的设施为缺数。"
scope_en = "In use at the end: opened before it, not closed or closed on the day after or later; zero where all that once stood are closed; a facility without the figure is a missing part."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-105", "IM-105"]
formula_zh = "分拨中心、园区与县级中心的自动分拣线之和"
formula_en = "sum of automatic sorting lines of hubs, parks and county centres"
numerator_zh = "分拨中心、园区与县级中心的自动分拣线"
numerator_en = "automatic sorting lines of hubs, parks and county centres"
reference = "山西规划三13"
*/
SELECT
  f.division,
  p.period,
  SUM(
    CASE WHEN f.closed_on IS NULL OR f.closed_on >= p.end_date THEN f.sorting_lines ELSE 0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM facility AS f
JOIN periods AS p ON f.opened_on < p.end_date
WHERE f.kind IN ('hub', 'park', 'county_centre')
GROUP BY f.division, p.period,
  (f.closed_on IS NULL OR f.closed_on >= p.end_date) AND f.sorting_lines IS NULL
