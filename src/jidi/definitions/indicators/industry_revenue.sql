/*
id = "industry_revenue"
zh = "邮政行业业务收入"
en = "Postal industry revenue"
topic = "scale"
unit = "亿元"
measure = "total"
scale = 1e-08
precision = 2
direction = "up"
scope_zh = "全部业务；不含邮政储蓄银行直接营业收入。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "All businesses, without the direct income of the Postal Savings Bank; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
plan_items = ["SX-003", "SX-034", "SX-043", "IM-003", "IM-037"]
formula_zh = "邮政企业与持证快递企业的业务收入之和"
formula_en = "sum of business revenue of the postal enterprise and licensed express companies"
numerator_zh = "邮政企业与持证快递企业的业务收入"
numerator_en = "business revenue of the postal enterprise and licensed express companies"
reference = "邮政行业统计公报指标口径；山西规划专栏1注1"
published_as = ["industry_revenue"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.revenue AS numerator
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
