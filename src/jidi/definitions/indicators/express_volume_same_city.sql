/*
id = "express_volume_same_city"
zh = "同城快递业务量"
en = "Express volume, same-city"
topic = "structure"
unit = "万件"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "同城快件。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Same-city parcels; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
formula_zh = "同城快件之和"
formula_en = "sum of same-city parcels"
numerator_zh = "同城快件"
numerator_en = "same-city parcels"
reference = "邮政行业统计公报指标口径"
published_as = ["express_volume_same_city"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.volume AS numerator,
    m.business = 'express_same_city' AS counted
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
