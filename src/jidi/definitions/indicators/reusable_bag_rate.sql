/*
id = "reusable_bag_rate"
zh = "可循环中转袋使用率"
en = "Reusable transit bags"
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
plan_items = ["SX-112", "IM-018"]
formula_zh = "循环中转袋使用次数 ÷ 中转袋使用次数 × 100 %"
formula_en = "uses of reusable bags ÷ uses of transit bags × 100 %"
numerator_zh = "循环中转袋使用次数"
numerator_en = "uses of reusable bags"
denominator_zh = "中转袋使用次数"
denominator_en = "uses of transit bags"
reference = "9571、9792工程"
published_as = ["reusable_bag_rate"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.reusable_bag_uses AS numerator,
    m.bag_uses AS denominator
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
