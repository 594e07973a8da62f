/*
id = "emissions_intensity"
zh = "运输排放强度"
en = "Emissions per tonne-kilometre"
topic = "green"
unit = "gCO2e/吨公里"
measure = "mean"
scale = 1000.0
precision = 1
direction = "down"
scope_zh = "按计划发车时间与归属区划；里程、载重等未登记的班次为缺数。"
scope_en = "By planned departure and home division; trips without distance or load are missing."
tables = ["trip"]
finest = "county"
plan_items = ["SX-030", "IM-103"]
formula_zh = "全生命周期排放（千克） ÷ 吨公里"
formula_en = "emissions well to wheel in kg ÷ tonne-kilometres"
numerator_zh = "全生命周期排放（千克）"
numerator_en = "emissions well to wheel in kg"
denominator_zh = "吨公里"
denominator_en = "tonne-kilometres"
reference = "ISO 14083:2023，从油井到车轮"
*/
WITH run AS (
  SELECT
    t.division,
    p.period,
    t.emissions_kg AS numerator,
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
