/*
id = "express_revenue_share"
zh = "快递收入占比"
en = "Express share of revenue"
topic = "structure"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
scope_zh = "快递业务收入占邮政行业业务收入。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Express revenue within the revenue of the industry; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
plan_items = ["IM-006", "IM-041"]
formula_zh = "快递业务收入 ÷ 邮政行业业务收入 × 100 %"
formula_en = "express revenue ÷ postal industry revenue × 100 %"
numerator_zh = "快递业务收入"
numerator_en = "express revenue"
denominator_zh = "邮政行业业务收入"
denominator_en = "postal industry revenue"
reference = "内蒙古规划二(三)1；两规划2020年值按收入重算为62.26 %与60.81 %"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    CASE WHEN m.business LIKE 'express%' THEN m.revenue ELSE 0.0 END AS numerator,
    m.revenue AS denominator
  FROM monthly_return AS m
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
