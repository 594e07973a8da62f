/*
id = "emissions_per_parcel"
zh = "单件运输排放"
en = "Transport emissions per parcel"
topic = "green"
unit = "gCO2e/件"
measure = "mean"
scale = 1000.0
precision = 1
direction = "down"
scope_zh = "只计班次与快件都有记录、且班次排放齐全的日子；快件须是全量，逐级重算。"
scope_en = "Only days with records of both trips and parcels and with all emissions known; parcels must be complete; recomputed at every level."
tables = ["trip", "parcel"]
finest = "county"
rollup = "recompute"
plan_items = ["SX-030", "IM-035"]
formula_zh = "班次的全生命周期排放（千克） ÷ 收寄快件"
formula_en = "emissions of the trips, well to wheel, in kg ÷ parcels accepted"
numerator_zh = "班次的全生命周期排放（千克）"
numerator_en = "emissions of the trips, well to wheel, in kg"
denominator_zh = "收寄快件"
denominator_en = "parcels accepted"
reference = "ISO 14083:2023；按收寄件数分摊"
own_choice = true
*/
WITH emitted AS (
  SELECT a.ancestor, CAST(t.planned_departure AS DATE) AS day, SUM(t.emissions_kg) AS kg,
    SUM(CASE WHEN t.emissions_kg IS NULL THEN 1 ELSE 0 END) AS unknown
  FROM trip AS t
  JOIN placement AS a ON a.division = t.division
  GROUP BY a.ancestor, CAST(t.planned_departure AS DATE)
),
accepted AS (
  SELECT a.ancestor, CAST(c.accepted_at AS DATE) AS day, COUNT(*) AS parcels
  FROM parcel AS c
  JOIN placement AS a ON a.division = c.from_division
  GROUP BY a.ancestor, CAST(c.accepted_at AS DATE)
)
SELECT
  e.ancestor AS division,
  p.period,
  SUM(CASE WHEN e.unknown = 0 THEN e.kg END) AS numerator,
  SUM(CASE WHEN e.unknown = 0 THEN CAST(c.parcels AS DOUBLE) END) AS denominator
FROM emitted AS e
JOIN accepted AS c ON c.ancestor = e.ancestor AND c.day = e.day
JOIN periods AS p ON e.day >= p.start_date AND e.day < p.end_date
GROUP BY e.ancestor, p.period
