/*
id = "attempt_after_delivery"
zh = "首次投递晚于签收"
en = "First attempt after delivery"
severity = "warning"
tables = ["parcel"]
do_zh = "请更正首次投递或签收时间；数值为相差小时。"
do_en = "Correct one of the two times; the value is the difference in hours."
*/
SELECT
  from_division AS division,
  parcel_id AS subject,
  'first_attempt_at' AS detail,
  CAST((EPOCH(first_attempt_at) - EPOCH(delivered_at)) / 3600 AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM parcel
WHERE first_attempt_at > delivered_at
