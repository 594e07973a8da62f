/*
id = "new_energy_vehicle_share"
zh = "新能源汽车占比"
en = "New-energy vehicles"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "期末在用的面包车与货车；不含三轮车、客运班车、无人机与无人车。"
scope_en = "Vans and trucks in use at the end; without tricycles, buses, drones and robots."
tables = ["vehicle"]
finest = "county"
over_time = "stock"
plan_items = ["SX-114", "IM-102"]
formula_zh = "纯电动、插电混动、氢燃料汽车 ÷ 在用货车与面包车 × 100 %"
formula_en = "battery electric, plug-in hybrid and hydrogen vehicles ÷ vans and trucks in use × 100 %"
numerator_zh = "纯电动、插电混动、氢燃料汽车"
numerator_en = "battery electric, plug-in hybrid and hydrogen vehicles"
denominator_zh = "在用货车与面包车"
denominator_en = "vans and trucks in use"
reference = "新能源汽车：纯电动、插电混动、燃料电池"
*/
SELECT
  v.division,
  p.period,
  SUM(CASE WHEN v.energy IN ('electric', 'hybrid', 'hydrogen') THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM vehicle AS v
JOIN periods AS p
  ON v.registered_on < p.end_date AND (v.retired_on IS NULL OR v.retired_on >= p.end_date)
WHERE v.kind IN ('van', 'light_truck', 'medium_truck', 'heavy_truck')
GROUP BY v.division, p.period
