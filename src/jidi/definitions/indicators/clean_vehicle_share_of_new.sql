/*
id = "clean_vehicle_share_of_new"
zh = "新增更新城市车辆清洁化率"
en = "Clean vehicles among new city vehicles"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "时期内登记的城市配送面包车与货车；燃油车未登记排放标准的为缺数。"
scope_en = "Vans and trucks for city delivery registered in the period; combustion vehicles without a standard are missing."
tables = ["vehicle"]
finest = "county"
plan_items = ["SX-114"]
formula_zh = "新能源或国六车辆 ÷ 时期内登记的城市配送汽车 × 100 %"
formula_en = "new-energy or China VI vehicles ÷ city vehicles registered in the period × 100 %"
numerator_zh = "新能源或国六车辆"
numerator_en = "new-energy or China VI vehicles"
denominator_zh = "时期内登记的城市配送汽车"
denominator_en = "city vehicles registered in the period"
reference = "山西规划三16"
*/
SELECT
  v.division,
  p.period,
  SUM(CASE WHEN v.energy IN ('electric', 'hybrid', 'hydrogen')
    OR v.emission_standard IN ('zero', 'china_6') THEN 1.0
    WHEN v.emission_standard IS NOT NULL THEN 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM vehicle AS v
JOIN periods AS p ON v.registered_on >= p.start_date AND v.registered_on < p.end_date
WHERE v.urban AND v.kind IN ('van', 'light_truck', 'medium_truck', 'heavy_truck')
GROUP BY v.division, p.period,
  v.energy NOT IN ('electric', 'hybrid', 'hydrogen') AND v.emission_standard IS NULL
