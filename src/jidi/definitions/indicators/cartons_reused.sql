/*
id = "cartons_reused"
zh = "回收复用瓦楞箱"
en = "Cartons reused"
topic = "green"
unit = "万个"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "企业绿色包装月报；未报的月份为缺数部分。"
scope_en = "Monthly packaging returns; months not returned are missing parts."
tables = ["packaging"]
finest = "county"
plan_items = ["SX-112", "IM-097"]
formula_zh = "回收复用的瓦楞箱之和"
formula_en = "sum of cartons reused"
numerator_zh = "回收复用的瓦楞箱"
numerator_en = "cartons reused"
reference = "9917工程"
published_as = ["reused_cartons"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.cartons_reused AS numerator
  FROM packaging AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
)
SELECT division, period, SUM(numerator) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, numerator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
