/*
id = "postbox_count"
zh = "邮政信筒信箱"
en = "Postboxes"
topic = "network"
unit = "个"
measure = "total"
precision = 0
direction = "none"
scope_zh = "期末在用：启用日期早于期末，未关闭或关闭日期不早于期末；台账中曾有而期末全部关闭的为零。"
scope_en = "In use at the end: opened before it, not closed or closed on the day after or later; zero where all that once stood are closed."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-006"]
formula_zh = "期末在用的邮政信筒信箱之和"
formula_en = "sum of postboxes in use at the end"
numerator_zh = "期末在用的邮政信筒信箱"
numerator_en = "postboxes in use at the end"
reference = "山西规划一(一)1(2)"
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
WHERE f.kind = 'postbox'
GROUP BY f.division, p.period
