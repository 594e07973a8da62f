/*
id = "duplicate_event"
zh = "同一快件的同一事件重复报送"
en = "One scan of a parcel sent more than once"
severity = "warning"
tables = ["event"]
do_zh = "请核对报送程序，重复的保留其一。"
do_en = "Check the sender's program and keep one of them."
*/
SELECT
  MIN(division) AS division,
  parcel_id AS subject,
  step || ' ' || CAST(occurred_at AS VARCHAR) AS detail,
  CAST(COUNT(*) AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS expected
FROM event
WHERE withdrawn_at IS NULL
GROUP BY parcel_id, step, operator_id, occurred_at
HAVING COUNT(*) > 1
