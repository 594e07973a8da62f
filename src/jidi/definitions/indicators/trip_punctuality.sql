/*
id = "trip_punctuality"
zh = "班次准点率"
en = "Trips on time"
topic = "trunk"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "按计划发车时间；没有到达时间的为缺数。"
scope_en = "By planned departure; trips without an arrival are missing."
tables = ["trip"]
finest = "county"
plan_items = ["IM-072"]
formula_zh = "按计划时间到达的班次 ÷ 班次 × 100 %"
formula_en = "trips that arrived as planned ÷ trips × 100 %"
numerator_zh = "按计划时间到达的班次"
numerator_en = "trips that arrived as planned"
denominator_zh = "班次"
denominator_en = "trips"
reference = "计划与实际到达时间"
own_choice = true
*/
SELECT
  t.division,
  p.period,
  SUM(CASE WHEN t.arrived_at <= t.planned_arrival THEN 1.0
    WHEN t.arrived_at > t.planned_arrival THEN 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM trip AS t
JOIN periods AS p ON t.planned_departure >= p.start_date AND t.planned_departure < p.end_date
GROUP BY t.division, p.period, t.arrived_at IS NULL
