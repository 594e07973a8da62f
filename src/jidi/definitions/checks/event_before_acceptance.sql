/*
id = "event_before_acceptance"
zh = "事件早于收寄"
en = "A scan before the parcel was accepted"
severity = "warning"
tables = ["event", "parcel"]
do_zh = "请核对扫描设备的时钟与收寄时间；数值为相差分钟。"
do_en = "Check the scanner's clock and the time of acceptance; the value is the difference in minutes."
*/
SELECT
  e.division,
  e.event_id AS subject,
  e.parcel_id || ' ' || e.step AS detail,
  CAST((EPOCH(e.occurred_at) - EPOCH(c.accepted_at)) / 60 AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM event AS e
JOIN parcel AS c ON c.parcel_id = e.parcel_id
LEFT JOIN taken_back AS w ON w.parcel_id = e.parcel_id AND w.event_id = e.event_id
WHERE e.occurred_at < c.accepted_at AND w.event_id IS NULL
