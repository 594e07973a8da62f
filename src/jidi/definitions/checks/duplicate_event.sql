/*
id = "duplicate_event"
zh = "同一快件的同一事件重复报送"
en = "One scan of a parcel sent more than once"
severity = "warning"
tables = ["event"]
do_zh = "请核对报送程序，重复的保留其一。"
do_en = "Check the sender's program and keep one of them."
*/
WITH several AS (
  SELECT parcel_id, step, operator_id, occurred_at
  FROM event
  WHERE withdrawn_at IS NULL
  GROUP BY parcel_id, step, operator_id, occurred_at
  HAVING COUNT(*) > 1
)
SELECT
  MIN(e.division) AS division,
  e.parcel_id AS subject,
  e.step || ' ' || CAST(e.occurred_at AS VARCHAR) AS detail,
  CAST(COUNT(*) AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS expected
FROM event AS e
JOIN several AS s
  ON s.parcel_id = e.parcel_id AND s.step = e.step AND s.operator_id = e.operator_id
  AND s.occurred_at = e.occurred_at
LEFT JOIN taken_back AS w ON w.parcel_id = e.parcel_id AND w.event_id = e.event_id
WHERE e.withdrawn_at IS NULL AND w.event_id IS NULL
GROUP BY e.parcel_id, e.step, e.operator_id, e.occurred_at
HAVING COUNT(*) > 1
