/*
id = "gps_vehicle_rate"
zh = "车辆定位率"
en = "Vehicles located by GPS"
topic = "green"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "期末在用的全部车辆，含三轮车；未登记的为缺数。"
scope_en = "All vehicles in use at the end, tricycles included; where it is not recorded the vehicle is missing."
tables = ["vehicle"]
finest = "county"
over_time = "stock"
plan_items = ["SX-115"]
formula_zh = "已装定位的车辆 ÷ 在用车辆 × 100 %"
formula_en = "vehicles with GPS ÷ vehicles in use × 100 %"
numerator_zh = "已装定位的车辆"
numerator_en = "vehicles with GPS"
denominator_zh = "在用车辆"
denominator_en = "vehicles in use"
reference = "YZ/T 0151-2015 车辆定位系统"
*/
SELECT
  v.division,
  p.period,
  SUM(CAST(v.gps AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM vehicle AS v
JOIN periods AS p
  ON v.registered_on < p.end_date AND (v.retired_on IS NULL OR v.retired_on >= p.end_date)
GROUP BY v.division, p.period, v.gps IS NULL
