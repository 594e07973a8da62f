/*
id = "locker_sets"
zh = "智能快件箱与智能信包箱"
en = "Parcel lockers"
topic = "last_mile"
unit = "组"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未拆除；按组计。"
scope_en = "In use at the end: installed before it and not removed by then; counted in sets."
tables = ["locker"]
finest = "village"
over_time = "stock"
plan_items = ["SX-018", "SX-048"]
formula_zh = "在用箱组之和"
formula_en = "sum of sets in use"
numerator_zh = "在用箱组"
numerator_en = "sets in use"
reference = "山西规划二(四)3"
*/
SELECT
  k.division,
  p.period,
  SUM(
    CASE WHEN k.removed_on IS NULL OR k.removed_on >= p.end_date THEN 1.0 ELSE 0.0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM locker AS k
JOIN periods AS p ON k.installed_on < p.end_date
GROUP BY k.division, p.period
