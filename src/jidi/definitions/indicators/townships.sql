/*
id = "townships"
zh = "乡镇总数"
en = "Townships"
topic = "network"
unit = "个"
measure = "total"
precision = 0
direction = "none"
scope_zh = "名录所载年份的镇、乡、苏木（第三段100–399），不含街道；各时期同数。"
scope_en = "Towns, townships and sums (third segment 100–399) as the roster has them, no streets; the same for every period."
tables = []
finest = "township"
over_time = "stock"
plan_items = ["IM-010"]
formula_zh = "名录中的乡镇之和"
formula_en = "sum of townships of the roster"
numerator_zh = "名录中的乡镇"
numerator_en = "townships of the roster"
reference = "统计用区划代码"
*/
SELECT
  d.code AS division,
  p.period,
  1.0 AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
WHERE d.level = 'township' AND CAST(SUBSTR(d.code, 7, 3) AS INTEGER) BETWEEN 100 AND 399
