/*
id = "cells_per_set"
zh = "每组格口数"
en = "Cells per set"
topic = "last_mile"
unit = "个/组"
measure = "mean"
precision = 1
direction = "none"
scope_zh = "期末在用：启用日期早于期末，未拆除；未登记有效格口的为缺数。"
scope_en = "In use at the end: installed before it and not removed by then; sets without their usable cells are missing."
tables = ["locker"]
finest = "village"
over_time = "stock"
plan_items = ["SX-048", "SX-049"]
formula_zh = "有效格口 ÷ 箱组"
formula_en = "usable cells ÷ sets"
numerator_zh = "有效格口"
numerator_en = "usable cells"
denominator_zh = "箱组"
denominator_en = "sets"
reference = "16万格口 ÷ 9000组 = 17.8"
*/
SELECT
  k.division,
  p.period,
  SUM(k.cells_usable) AS numerator,
  SUM(1.0) AS denominator
FROM locker AS k
JOIN periods AS p
  ON k.installed_on < p.end_date AND (k.removed_on IS NULL OR k.removed_on >= p.end_date)
GROUP BY k.division, p.period, k.cells_usable IS NULL
