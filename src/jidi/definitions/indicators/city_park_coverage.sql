/*
id = "city_park_coverage"
zh = "地市快递物流园区覆盖率"
en = "Cities with an express park"
topic = "network"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分母为名录中的地级行政区；所在市台账期末没有任何设施的，按无数据计，不按零计。"
scope_en = "Denominator: prefecture-level divisions of the roster; where the register of its city holds no facility at all at the end, there is no data, not zero."
tables = ["facility"]
finest = "city"
over_time = "stock"
plan_items = ["IM-008", "IM-047"]
formula_zh = "有快递物流园区的地级行政区 ÷ 地级行政区 × 100 %"
formula_en = "prefecture-level divisions with a park ÷ prefecture-level divisions × 100 %"
numerator_zh = "有快递物流园区的地级行政区"
numerator_en = "prefecture-level divisions with a park"
denominator_zh = "地级行政区"
denominator_en = "prefecture-level divisions"
reference = "内蒙古规划一(一)、二(三)2"
*/
WITH site AS (
  SELECT
    p.period,
    SUBSTR(f.division, 1, 4) AS place,
    SUBSTR(f.division, 1, 4) AS register,
    CASE WHEN f.kind = 'park' THEN 1 ELSE 0 END AS serves
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
LEFT JOIN served AS s ON s.period = p.period AND s.place = SUBSTR(d.code, 1, 4)
LEFT JOIN known AS k ON k.period = p.period AND k.register = SUBSTR(d.code, 1, 4)
WHERE d.level = 'city'
