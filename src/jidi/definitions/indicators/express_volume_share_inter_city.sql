/*
id = "express_volume_share_inter_city"
zh = "异地快件占比"
en = "Share of inter-city parcels"
topic = "structure"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "none"
scope_zh = "异地快件占全部快件。企业月报逐月相加；未报的月份不按零计，计入缺数部分；不含日数据。"
scope_en = "Inter-city parcels among all express parcels; monthly returns added up; months not returned are not zero but missing parts; no daily figures."
tables = ["monthly_return"]
finest = "county"
formula_zh = "异地快件 ÷ 快递业务量 × 100 %"
formula_en = "inter-city parcels ÷ express volume × 100 %"
numerator_zh = "异地快件"
numerator_en = "inter-city parcels"
denominator_zh = "快递业务量"
denominator_en = "express volume"
reference = "邮政行业统计公报指标口径"
published_as = ["express_volume_share_inter_city"]
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    CASE WHEN m.business = 'express_inter_city' THEN m.volume ELSE 0.0 END AS numerator,
    m.volume AS denominator,
    m.business IN ('express_same_city', 'express_inter_city', 'express_international') AS counted
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
WHERE counted
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
