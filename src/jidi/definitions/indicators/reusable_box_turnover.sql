/*
id = "reusable_box_turnover"
zh = "可循环箱周转率"
en = "Turnover of reusable boxes"
topic = "green"
unit = "次/月"
measure = "mean"
precision = 2
direction = "up"
scope_zh = "企业绿色包装月报；每箱每月的使用次数，未报的月份为缺数部分。"
scope_en = "Monthly packaging returns; uses of a box a month; months not returned are missing parts."
tables = ["packaging"]
finest = "county"
plan_items = ["SX-112"]
formula_zh = "可循环箱使用次数 ÷ 各月保有量之和"
formula_en = "uses of reusable boxes ÷ boxes held, summed over the months"
numerator_zh = "可循环箱使用次数"
numerator_en = "uses of reusable boxes"
denominator_zh = "各月保有量之和"
denominator_en = "boxes held, summed over the months"
reference = "使用次数 ÷ 保有量"
own_choice = true
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.reusable_box_uses AS numerator,
    m.reusable_boxes AS denominator
  FROM packaging AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM returned
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
