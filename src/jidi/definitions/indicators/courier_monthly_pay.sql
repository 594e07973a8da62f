/*
id = "courier_monthly_pay"
zh = "快递员月均报酬"
en = "Monthly pay of a courier"
topic = "workforce"
unit = "元/月"
measure = "mean"
precision = 0
direction = "up"
scope_zh = "企业月报逐月相加；未报的月份为缺数部分，不含日数据。"
scope_en = "Monthly returns added up; months not returned are missing parts; no daily figures."
tables = ["workforce"]
finest = "county"
plan_items = ["SX-135", "SX-158"]
formula_zh = "报酬 ÷ 各月快递员人数之和"
formula_en = "pay ÷ couriers, summed over the months"
numerator_zh = "报酬"
numerator_en = "pay"
denominator_zh = "各月快递员人数之和"
denominator_en = "couriers, summed over the months"
reference = "报酬 ÷ 人月"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.pay_yuan AS numerator,
    m.couriers AS denominator
  FROM workforce AS m
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
