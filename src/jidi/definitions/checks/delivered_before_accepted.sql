/*
id = "delivered_before_accepted"
zh = "投递或签收早于收寄"
en = "Attempted or delivered before acceptance"
severity = "error"
tables = ["parcel"]
do_zh = "请更正收寄、首次投递或签收时间；数值为相差小时。"
do_en = "Correct the times; the value is the difference in hours."
*/
SELECT
  from_division AS division,
  parcel_id AS subject,
  CASE WHEN delivered_at < accepted_at THEN 'delivered_at' ELSE 'first_attempt_at' END AS detail,
  CAST(
    (EPOCH(CASE WHEN delivered_at < accepted_at THEN delivered_at ELSE first_attempt_at END)
      - EPOCH(accepted_at)) / 3600
    AS DOUBLE
  ) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM parcel
WHERE delivered_at < accepted_at OR first_attempt_at < accepted_at
