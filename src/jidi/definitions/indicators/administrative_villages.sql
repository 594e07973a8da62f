/*
id = "administrative_villages"
zh = "建制村总数"
en = "Administrative villages"
topic = "network"
unit = "个"
measure = "total"
precision = 0
direction = "none"
scope_zh = "名录所载年份的建制村（第三段2xx、3xx）；各时期同数。"
scope_en = "Administrative villages (segment 2xx, 3xx) as the roster has them; the same for every period."
tables = []
finest = "village"
over_time = "stock"
plan_items = ["IM-007"]
formula_zh = "名录中的建制村之和"
formula_en = "sum of administrative villages of the roster"
numerator_zh = "名录中的建制村"
numerator_en = "administrative villages of the roster"
reference = "统计用区划代码"
published_as = ["administrative_villages"]
*/
SELECT
  d.code AS division,
  p.period,
  1.0 AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
WHERE d.administrative_village
