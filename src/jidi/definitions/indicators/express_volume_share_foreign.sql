/*
id = "express_volume_share_foreign"
zh = "外资快递企业业务量占比"
en = "Volume share of foreign companies"
topic = "structure"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "none"
scope_zh = "企业所有制取自企业台账，台账中没有的企业为缺数。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Ownership as in the register of operators; an operator not in it is a missing part; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return", "operator"]
finest = "county"
formula_zh = "外资企业的快件 ÷ 快递业务量 × 100 %"
formula_en = "parcels of foreign companies ÷ express volume × 100 %"
numerator_zh = "外资企业的快件"
numerator_en = "parcels of foreign companies"
denominator_zh = "快递业务量"
denominator_en = "express volume"
reference = "邮政行业统计公报按所有制分组"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    CASE
      WHEN o.ownership = 'foreign' THEN m.volume
      WHEN o.ownership IS NOT NULL THEN 0.0
    END AS numerator,
    m.volume AS denominator,
    m.business IN ('express_same_city', 'express_inter_city', 'express_international') AS counted
  FROM monthly_return AS m
  LEFT JOIN operator AS o ON o.operator_id = m.operator_id
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM returned
WHERE counted
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
