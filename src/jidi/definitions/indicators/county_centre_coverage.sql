/*
id = "county_centre_coverage"
zh = "县级共配中心覆盖率"
en = "Counties with a distribution centre"
topic = "rural"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分母为名录中的县（县、旗、县级市，不含市辖区和开发区）；所在县台账期末没有任何设施的，按无数据计，不按零计。"
scope_en = "Denominator: counties of the roster (counties, banners and county-level cities, no city districts or development zones); where the register of its county holds no facility at all at the end, there is no data, not zero."
tables = ["facility"]
finest = "county"
over_time = "stock"
plan_items = ["SX-087", "IM-047", "IM-076"]
formula_zh = "有共配中心的县 ÷ 县 × 100 %"
formula_en = "counties with a distribution centre ÷ counties × 100 %"
numerator_zh = "有共配中心的县"
numerator_en = "counties with a distribution centre"
denominator_zh = "县"
denominator_en = "counties"
reference = "山西规划专栏5；内蒙古规划专栏3"
*/
WITH site AS (
  SELECT
    p.period,
    SUBSTR(f.division, 1, 6) AS place,
    SUBSTR(f.division, 1, 6) AS register,
    CASE WHEN f.kind = 'county_centre' THEN 1 ELSE 0 END AS serves
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
LEFT JOIN served AS s ON s.period = p.period AND s.place = SUBSTR(d.code, 1, 6)
LEFT JOIN known AS k ON k.period = p.period AND k.register = SUBSTR(d.code, 1, 6)
-- Third pair of digits: 01–20 districts, below a league (second pair 21–50) cities; 71–80 zones.
WHERE d.level = 'county'
  AND (CAST(SUBSTR(d.code, 5, 2) AS INTEGER) BETWEEN 21 AND 70
    OR CAST(SUBSTR(d.code, 5, 2) AS INTEGER) >= 81
    OR CAST(SUBSTR(d.code, 3, 2) AS INTEGER) BETWEEN 21 AND 50
      AND CAST(SUBSTR(d.code, 5, 2) AS INTEGER) <= 20)
