/*
id = "parcel_locker_sets"
zh = "智能快件箱"
en = "Parcel lockers without letter boxes"
topic = "last_mile"
unit = "组"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末在用：启用日期早于期末，未拆除；不含智能信包箱。"
scope_en = "In use at the end: installed before it and not removed by then; letter-parcel boxes left out."
tables = ["locker"]
finest = "village"
over_time = "stock"
plan_items = ["SX-018"]
formula_zh = "在用智能快件箱之和"
formula_en = "sum of parcel lockers in use"
numerator_zh = "在用智能快件箱"
numerator_en = "parcel lockers in use"
reference = "山西规划一(一)1(5)"
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
WHERE k.kind = 'locker'
GROUP BY k.division, p.period
