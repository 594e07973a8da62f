/*
id = "fine_ratio"
zh = "罚款与报酬之比"
en = "Fines against pay"
topic = "workforce"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "down"
scope_zh = "企业月报逐月相加；未报的月份为缺数部分，不含日数据。"
scope_en = "Monthly returns added up; months not returned are missing parts; no daily figures."
tables = ["workforce"]
finest = "county"
plan_items = ["IM-120"]
formula_zh = "罚款 ÷ 报酬 × 100 %"
formula_en = "fines ÷ pay × 100 %"
numerator_zh = "罚款"
numerator_en = "fines"
denominator_zh = "报酬"
denominator_en = "pay"
reference = "内蒙古规划四(三)：防止以罚代管"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.fines_yuan AS numerator,
    m.pay_yuan AS denominator
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
