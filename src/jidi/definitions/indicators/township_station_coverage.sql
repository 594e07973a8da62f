/*
id = "township_station_coverage"
zh = "乡镇快递综合服务站覆盖率"
en = "Townships with an express station"
topic = "rural"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分母为名录中的乡镇（第三段100–399，含镇、乡、苏木，不含街道）；所在县台账期末没有任何设施的，按无数据计，不按零计。"
scope_en = "Denominator: townships of the roster (third segment 100–399: towns, townships and sums, no streets); where the register of its county holds no facility at all at the end, there is no data, not zero."
tables = ["facility"]
finest = "township"
over_time = "stock"
plan_items = ["SX-088"]
formula_zh = "有快递综合服务站的乡镇 ÷ 乡镇 × 100 %"
formula_en = "townships with an express station ÷ townships × 100 %"
numerator_zh = "有快递综合服务站的乡镇"
numerator_en = "townships with an express station"
denominator_zh = "乡镇"
denominator_en = "townships"
reference = "山西规划专栏5"
*/
WITH site AS (
  SELECT
    p.period,
    SUBSTR(f.division, 1, 9) AS place,
    SUBSTR(f.division, 1, 6) AS register,
    CASE WHEN f.kind = 'township_station' THEN 1 ELSE 0 END AS serves
  FROM facility AS f
  JOIN periods AS p
    ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
),
served AS (
  SELECT DISTINCT period, place FROM site WHERE serves = 1
),
known AS (
  SELECT DISTINCT period, register FROM site
)
SELECT
  d.code AS division,
  p.period,
  CASE WHEN s.place IS NOT NULL THEN 1.0 WHEN k.register IS NOT NULL THEN 0.0 END AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN served AS s ON s.period = p.period AND s.place = SUBSTR(d.code, 1, 9)
LEFT JOIN known AS k ON k.period = p.period AND k.register = SUBSTR(d.code, 1, 6)
WHERE d.level = 'township' AND CAST(SUBSTR(d.code, 7, 3) AS INTEGER) BETWEEN 100 AND 399
