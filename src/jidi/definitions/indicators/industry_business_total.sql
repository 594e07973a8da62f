/*
id = "industry_business_total"
zh = "邮政行业业务总量"
en = "Postal business total"
topic = "scale"
unit = "亿元"
measure = "total"
scale = 1e-08
precision = 2
direction = "up"
scope_zh = "各类业务量乘不变单价与其他业务收入之和，由企业按同一价格基期报送；不同价格基期不可相减。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Quantities at constant unit prices plus other income, reported at one price base; different price bases must not be compared; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
plan_items = ["SX-002", "IM-002", "IM-038"]
formula_zh = "业务总量（不变单价）之和"
formula_en = "sum of business total at constant prices"
numerator_zh = "业务总量（不变单价）"
numerator_en = "business total at constant prices"
reference = "邮政行业统计公报指标口径；2021年1月起价格基期为2020年"
published_as = ["industry_business_total"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.business_total AS numerator
  FROM monthly_return AS m
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
