/*
id = "first_close_rate"
zh = "申诉一次结案率"
en = "Complaints closed at the first answer"
topic = "complaint"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按结案日期；未登记的为缺数。"
scope_en = "By day of closing; where it is not recorded the case is missing."
tables = ["complaint"]
finest = "county"
plan_items = ["IM-052"]
formula_zh = "一次结案的申诉 ÷ 已结案的申诉 × 100 %"
formula_en = "complaints closed at the first answer ÷ complaints closed × 100 %"
numerator_zh = "一次结案的申诉"
numerator_en = "complaints closed at the first answer"
denominator_zh = "已结案的申诉"
denominator_en = "complaints closed"
reference = "申诉处理工作考核"
*/
SELECT
  c.division,
  p.period,
  SUM(CAST(c.closed_once AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM complaint AS c
JOIN periods AS p ON c.closed_on >= p.start_date AND c.closed_on < p.end_date
GROUP BY c.division, p.period, c.closed_once IS NULL
