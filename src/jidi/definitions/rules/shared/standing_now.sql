/*
id = "standing_now"
zh = "快件所处位置，由快件全程得出；与 standing 同义，仅在全程已更新且此后无事件时使用"
en = "Where parcels stand, from the journeys; means what standing means, and stands for it when journeys are up to date and nothing happened since"
tables = ["journey"]
*/
-- A journey knows the company that accepted the parcel; of a parcel that another company carries on,
-- standing names that one.
SELECT
  operator_id,
  SUBSTR(last_division, 1, 6) || '000000' AS division,
  COALESCE(last_facility_id, '') AS facility_id,
  CAST(CASE last_step
    WHEN 'accepted' THEN 10
    WHEN 'inspected' THEN 20
    WHEN 'screened' THEN 30
    WHEN 'bagged' THEN 40
    WHEN 'customs_presented' THEN 45
    WHEN 'customs_released' THEN 46
    WHEN 'departed_origin' THEN 50
    WHEN 'arrived_hub' THEN 60
    WHEN 'sorted' THEN 61
    WHEN 'departed_hub' THEN 62
    WHEN 'arrived_outlet' THEN 80
    WHEN 'out_for_delivery' THEN 90
    WHEN 'deposited' THEN 91
    WHEN 'attempt_failed' THEN 92
    WHEN 'delivered' THEN 95
    ELSE 96
  END AS BIGINT) AS step_rank,
  24 * CAST(FLOOR((EPOCH($at) - EPOCH(last_at)) / 86400) AS BIGINT) AS silent_hours,
  COUNT(*) AS parcels
FROM journey
WHERE last_at > $at - INTERVAL '240' HOUR AND last_at <= $at
GROUP BY 1, 2, 3, 4, 5
