/*
id = "standing"
zh = "快件所处位置：按企业、县、设施、末次环节与静默小时数计的快件数"
en = "Where parcels stand at the moment: parcels by company, county, facility, last step and whole hours since it"
tables = ["event"]
*/
WITH known AS (
  SELECT
    parcel_id,
    operator_id,
    division,
    facility_id,
    EPOCH(occurred_at) * 100 + CASE step
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
    END AS place
  FROM event
  WHERE occurred_at > $at - INTERVAL '240' HOUR
    AND occurred_at <= $at
    AND received_at <= $at
    AND withdrawn_at IS NULL
),
latest AS (
  SELECT
    MAX(place) AS place,
    ARG_MAX(operator_id, place) AS operator_id,
    ARG_MAX(division, place) AS division,
    ARG_MAX(COALESCE(facility_id, ''), place) AS facility_id
  FROM known
  GROUP BY parcel_id
)
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  facility_id,
  CAST(FLOOR(place) AS BIGINT) % 100 AS step_rank,
  CAST(FLOOR((EPOCH($at) - FLOOR(place / 100)) / 3600) AS BIGINT) AS silent_hours,
  COUNT(*) AS parcels
FROM latest
GROUP BY 1, 2, 3, 4, 5
