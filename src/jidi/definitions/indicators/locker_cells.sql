/*
id = "locker_cells"
zh = "有效格口"
en = "Usable locker cells"
topic = "last_mile"
unit = "万个"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未拆除；未登记有效格口的箱组为缺数。"
scope_en = "In use at the end: installed before it and not removed by then; a set without its usable cells is a missing part."
tables = ["locker"]
finest = "village"
over_time = "stock"
plan_items = ["SX-049"]
formula_zh = "有效格口之和"
formula_en = "sum of usable cells"
numerator_zh = "有效格口"
numerator_en = "usable cells"
reference = "山西规划二(四)3"
published_as = ["locker_cells"]
*/
SELECT
  k.division,
  p.period,
  SUM(
    CASE WHEN k.removed_on IS NULL OR k.removed_on >= p.end_date THEN k.cells_usable ELSE 0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM locker AS k
JOIN periods AS p ON k.installed_on < p.end_date
GROUP BY k.division, p.period,
  (k.removed_on IS NULL OR k.removed_on >= p.end_date) AND k.cells_usable IS NULL
