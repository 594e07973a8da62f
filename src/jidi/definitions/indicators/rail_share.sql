/*
id = "rail_share"
zh = "铁路运量占比"
en = "Rail share of tonne-kilometres"
topic = "trunk"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按计划发车时间与归属区划；里程、载重等未登记的班次为缺数。"
scope_en = "By planned departure and home division; trips without distance or load are missing."
tables = ["trip"]
finest = "county"
plan_items = ["SX-030", "IM-103"]
formula_zh = "铁路与高铁吨公里 ÷ 吨公里 × 100 %"
formula_en = "tonne-kilometres by rail and high-speed rail ÷ tonne-kilometres × 100 %"
numerator_zh = "铁路与高铁吨公里"
numerator_en = "tonne-kilometres by rail and high-speed rail"
denominator_zh = "吨公里"
denominator_en = "tonne-kilometres"
reference = "吨公里口径"
own_choice = true
*/
WITH run AS (
  SELECT
    t.division,
    p.period,
    CASE
      WHEN t.mode IN ('rail', 'hsr') THEN t.load_kg * t.distance_km / 1000
      ELSE 0.0
    END AS numerator,
    t.load_kg * t.distance_km / 1000 AS denominator
  FROM trip AS t
  JOIN periods AS p ON t.planned_departure >= p.start_date AND t.planned_departure < p.end_date
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM run
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
