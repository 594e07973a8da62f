/*
id = "event_received_before_occurred"
zh = "事件到达早于发生"
en = "A scan that arrived before it occurred"
severity = "warning"
tables = ["event"]
do_zh = "请校准报送方时钟；数值为相差秒数。"
do_en = "Set the sender's clock; the value is the difference in seconds."
*/
SELECT
  division,
  event_id AS subject,
  parcel_id || ' ' || step AS detail,
  CAST(EPOCH(received_at) - EPOCH(occurred_at) AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM event
WHERE received_at < occurred_at
