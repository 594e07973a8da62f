/*
id = "load_factor"
zh = "载运率"
en = "Load factor"
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
formula_zh = "载重 × 里程 ÷ 核定载重 × 里程 × 100 %"
formula_en = "load × distance ÷ capacity × distance × 100 %"
numerator_zh = "载重 × 里程"
numerator_en = "load × distance"
denominator_zh = "核定载重 × 里程"
denominator_en = "capacity × distance"
reference = "按里程加权"
own_choice = true
*/
WITH run AS (
  SELECT
    t.division,
    p.period,
    t.load_kg * t.distance_km AS numerator,
    t.capacity_kg * t.distance_km AS denominator
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
