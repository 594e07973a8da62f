/*
id = "express_volume"
zh = "快递业务量"
en = "Express volume"
topic = "scale"
unit = "亿件"
measure = "total"
scale = 1e-08
precision = 2
direction = "up"
scope_zh = "同城、异地、国际及港澳台快件；不含邮政公司寄递业务。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Same-city, inter-city and international parcels, without the delivery business of the postal company; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
plan_items = ["SX-035", "IM-004", "IM-040"]
formula_zh = "快递企业收寄的快件之和"
formula_en = "sum of parcels accepted by express companies"
numerator_zh = "快递企业收寄的快件"
numerator_en = "parcels accepted by express companies"
reference = "邮政行业统计公报指标口径"
published_as = ["express_volume"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.volume AS numerator,
    m.business IN ('express_same_city', 'express_inter_city', 'express_international') AS counted
  FROM monthly_return AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
)
SELECT division, period, SUM(numerator) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
WHERE counted
GROUP BY division, period, numerator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
