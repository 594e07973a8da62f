/*
id = "cities"
zh = "地级行政区总数"
en = "Prefecture-level divisions"
topic = "network"
unit = "个"
measure = "total"
precision = 0
direction = "none"
scope_zh = "名录所载年份的地级行政区；各时期同数。"
scope_en = "Prefecture-level divisions as the roster has them; the same for every period."
tables = []
finest = "city"
over_time = "stock"
plan_items = ["IM-008"]
formula_zh = "名录中的地级行政区之和"
formula_en = "sum of prefecture-level divisions of the roster"
numerator_zh = "名录中的地级行政区"
numerator_en = "prefecture-level divisions of the roster"
reference = "统计用区划代码"
*/
SELECT
  d.code AS division,
  p.period,
  1.0 AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
WHERE d.level = 'city'
