/*
id = "emissions_per_parcel"
zh = "单件运输排放"
en = "Transport emissions per parcel carried"
topic = "green"
unit = "gCO2e/件"
measure = "mean"
scale = 1000.0
precision = 1
direction = "down"
scope_zh = "每件每程：一件快件乘几个班次就计几次；按计划发车时间与归属区划。排放或件数未登记的班次为缺数。"
scope_en = "Per parcel and trip: a parcel that takes several trips counts several times; by planned departure and home division. Trips without emissions or parcels are missing."
tables = ["trip"]
finest = "county"
plan_items = ["SX-030", "IM-035"]
formula_zh = "班次的全生命周期排放（千克） ÷ 班次所载件数"
formula_en = "emissions of the trips, well to wheel, in kg ÷ parcels carried on them"
numerator_zh = "班次的全生命周期排放（千克）"
numerator_en = "emissions of the trips, well to wheel, in kg"
denominator_zh = "班次所载件数"
denominator_en = "parcels carried on the trips"
reference = "ISO 14083:2023；按所载件数分摊"
own_choice = true
*/
WITH run AS (
  SELECT
    t.division,
    p.period,
    t.emissions_kg AS numerator,
    CASE WHEN t.emissions_kg IS NOT NULL THEN CAST(t.parcels AS DOUBLE) END AS denominator
  FROM trip AS t
  JOIN periods AS p ON t.planned_departure >= p.start_date AND t.planned_departure < p.end_date
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM run
GROUP BY division, period, denominator IS NULL
