/*
id = "pay_per_parcel"
zh = "单件派费"
en = "Delivery fee per parcel"
topic = "workforce"
unit = "元/件"
measure = "mean"
precision = 2
direction = "none"
scope_zh = "企业月报逐月相加；未报的月份为缺数部分，不含日数据。"
scope_en = "Monthly returns added up; months not returned are missing parts; no daily figures."
tables = ["workforce"]
finest = "county"
plan_items = ["IM-118"]
formula_zh = "派费 ÷ 派件量"
formula_en = "delivery fees ÷ pieces delivered"
numerator_zh = "派费"
numerator_en = "delivery fees"
denominator_zh = "派件量"
denominator_en = "pieces delivered"
reference = "内蒙古规划四(三)：派费核算"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.delivery_fee_yuan AS numerator,
    m.pieces AS denominator
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
