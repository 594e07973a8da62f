/*
id = "standing"
zh = "快件所处位置：按企业、县、设施、末次环节与静默时间（按整日计的小时数）计的快件数"
en = "Where parcels stand at the moment: parcels by company, county, facility, last step and the hours since it, in whole days of 24"
tables = ["event"]
*/
WITH taken_back AS (
  SELECT parcel_id, step, occurred_at
  FROM event
  WHERE withdrawn_at <= $at AND occurred_at > $at - INTERVAL '240' HOUR
),
known AS (
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
  FROM event AS e
  WHERE occurred_at > $at - INTERVAL '240' HOUR
    AND occurred_at <= $at
    AND received_at <= $at
    AND (withdrawn_at IS NULL OR withdrawn_at > $at)
    AND NOT EXISTS (
      SELECT 1
      FROM taken_back AS t
      WHERE t.parcel_id = e.parcel_id AND t.step = e.step AND t.occurred_at = e.occurred_at
    )
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
  24 * CAST(FLOOR((EPOCH($at) - FLOOR(place / 100)) / 86400) AS BIGINT) AS silent_hours,
  COUNT(*) AS parcels
FROM latest
GROUP BY 1, 2, 3, 4, 5
