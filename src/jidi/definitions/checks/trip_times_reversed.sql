/*
id = "trip_times_reversed"
zh = "班次到达早于发车"
en = "A trip that arrives before it leaves"
severity = "error"
tables = ["trip"]
do_zh = "请更正发车或到达时间；数值为相差分钟。"
do_en = "Correct one of the times; the value is the difference in minutes."
*/
SELECT
  division,
  trip_id AS subject,
  route_id AS detail,
  CAST((EPOCH(arrived_at) - EPOCH(departed_at)) / 60 AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM trip
WHERE arrived_at < departed_at
