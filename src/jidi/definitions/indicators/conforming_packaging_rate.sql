/*
id = "conforming_packaging_rate"
zh = "合标包装使用率"
en = "Conforming packaging"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "企业绿色包装月报；未报的月份为缺数部分，不含日数据。"
scope_en = "Monthly packaging returns; months not returned are missing parts; no daily figures."
tables = ["packaging"]
finest = "county"
plan_items = ["SX-110", "IM-099"]
formula_zh = "合标包装 ÷ 采购包装 × 100 %"
formula_en = "conforming packaging ÷ packaging purchased × 100 %"
numerator_zh = "合标包装"
numerator_en = "conforming packaging"
denominator_zh = "采购包装"
denominator_en = "packaging purchased"
reference = "GB/T 16606《快递封装用品》；内蒙古规划专栏7"
published_as = ["conforming_packaging_rate"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.conforming_units AS numerator,
    m.purchased_units AS denominator
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
