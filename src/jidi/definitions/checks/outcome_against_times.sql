/*
id = "outcome_against_times"
zh = "结果与签收时间矛盾"
en = "Outcome contradicts the delivery time"
severity = "error"
tables = ["parcel"]
do_zh = "妥投须有签收时间；丢失与在途不得有签收时间。"
do_en = "A delivered parcel has a delivery time; a lost one or one in transit has none."
*/
SELECT
  from_division AS division,
  parcel_id AS subject,
  outcome AS detail,
  CASE WHEN delivered_at IS NULL THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END AS value,
  CASE WHEN delivered_at IS NULL THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS expected
FROM parcel
WHERE (outcome = 'delivered' AND delivered_at IS NULL)
  OR (outcome IN ('lost', 'in_transit') AND delivered_at IS NOT NULL)
