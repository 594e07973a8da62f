/*
id = "industry_delivery_volume"
zh = "邮政行业寄递业务量"
en = "Delivery volume"
topic = "scale"
unit = "亿件"
measure = "total"
scale = 1e-08
precision = 2
direction = "up"
scope_zh = "快递与邮政寄递；2023年起公布的口径。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Express and postal delivery, as published since 2023; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
formula_zh = "快递业务量与邮政公司寄递业务量之和"
formula_en = "sum of parcels of express companies and of the postal company"
numerator_zh = "快递业务量与邮政公司寄递业务量"
numerator_en = "parcels of express companies and of the postal company"
reference = "内蒙古自治区邮政管理局2023年12月统计说明"
published_as = ["industry_delivery_volume"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.volume AS numerator,
    m.business <> 'other_postal' AS counted
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
