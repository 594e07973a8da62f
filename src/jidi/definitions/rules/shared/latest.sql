/*
id = "latest"
zh = "快件的末次扫描：十日内到过的每件快件，其已知、未撤销的末次扫描"
en = "The latest scan of every parcel of ten days: the last one that is known and was not taken back"
tables = ["event"]
*/
-- Of scans of one second and step the one with the greatest company, county and facility counts, so
-- that the answer does not hang on the order in which rows are read.
WITH taken_back AS (
  SELECT parcel_id, step, occurred_at
  FROM event
  WHERE withdrawn_at <= $at AND occurred_at > $at - INTERVAL '240' HOUR
),
known AS (
  SELECT
    e.parcel_id,
    e.operator_id,
    SUBSTR(e.division, 1, 6) || '000000' AS division,
    COALESCE(e.facility_id, '') AS facility_id,
    CAST(EPOCH(e.occurred_at) AS BIGINT) * 100 + CASE e.step
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
  WHERE e.occurred_at > $at - INTERVAL '240' HOUR
    AND e.occurred_at <= $at
    AND e.received_at <= $at
    AND (e.withdrawn_at IS NULL OR e.withdrawn_at > $at)
    AND NOT EXISTS (
      SELECT 1
      FROM taken_back AS t
      WHERE t.parcel_id = e.parcel_id AND t.step = e.step AND t.occurred_at = e.occurred_at
    )
),
last AS (
  SELECT
    parcel_id,
    MAX({
      'place': place, 'operator_id': operator_id, 'division': division, 'facility_id': facility_id
    }) AS scan
  FROM known
  GROUP BY parcel_id
)
SELECT
  l.parcel_id,
  l.scan.place AS place,
  l.scan.operator_id AS operator_id,
  l.scan.division AS division,
  l.scan.facility_id AS facility_id
FROM last AS l
