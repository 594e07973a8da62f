/*
id = "slim_tape_rate"
zh = "45毫米以下瘦身胶带封装比例"
en = "Parcels sealed with slim tape"
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
plan_items = ["IM-016"]
formula_zh = "45毫米以下胶带封装件 ÷ 胶带封装件 × 100 %"
formula_en = "parcels sealed with tape up to 45 mm ÷ taped parcels × 100 %"
numerator_zh = "45毫米以下胶带封装件"
numerator_en = "parcels sealed with tape up to 45 mm"
denominator_zh = "胶带封装件"
denominator_en = "taped parcels"
reference = "9792工程"
published_as = ["slim_tape_rate"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.slim_taped_parcels AS numerator,
    m.taped_parcels AS denominator
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
