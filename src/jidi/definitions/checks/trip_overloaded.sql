/*
id = "trip_overloaded"
zh = "班次载重超过核定载重"
en = "A trip loaded above its capacity"
severity = "warning"
tables = ["trip"]
do_zh = "请核对载重与车辆核定载重（千克）。"
do_en = "Check the load and the vehicle's capacity (kg)."
*/
SELECT
  division,
  trip_id AS subject,
  vehicle_id AS detail,
  CAST(load_kg AS DOUBLE) AS value,
  CAST(capacity_kg AS DOUBLE) AS expected
FROM trip
WHERE load_kg > capacity_kg
