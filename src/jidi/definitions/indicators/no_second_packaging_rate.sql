/*
id = "no_second_packaging_rate"
zh = "电商快件不再二次包装率"
en = "E-commerce parcels not packed twice"
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
plan_items = ["SX-042", "IM-017", "IM-098"]
formula_zh = "不再二次包装的电商快件 ÷ 电商快件 × 100 %"
formula_en = "e-commerce parcels not packed a second time ÷ e-commerce parcels × 100 %"
numerator_zh = "不再二次包装的电商快件"
numerator_en = "e-commerce parcels not packed a second time"
denominator_zh = "电商快件"
denominator_en = "e-commerce parcels"
reference = "山西规划专栏1第9项；9571、9792工程"
published_as = ["no_second_packaging_rate"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.ecommerce_not_repackaged AS numerator,
    m.ecommerce_parcels AS denominator
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
