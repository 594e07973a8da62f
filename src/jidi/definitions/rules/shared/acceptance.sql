/*
id = "acceptance"
zh = "一日内收寄的快件：按标记、企业＠县与收寄网点计的应查与缺查件数"
en = "Parcels accepted within a day: due and missing by mark, for companies in counties and for the outlets that accepted them"
tables = ["event", "parcel"]
*/
WITH marked AS (
  SELECT
    parcel_id,
    operator_id,
    SUBSTR(from_division, 1, 6) || '000000' AS division,
    real_name_required,
    real_name,
    inspected,
    screened
  FROM parcel
  WHERE accepted_at > $at - INTERVAL '24' HOUR AND accepted_at <= $at
),
place AS (
  SELECT e.parcel_id, MIN(e.facility_id) AS facility_id
  FROM event AS e
  LEFT JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  WHERE e.step = 'accepted'
    AND e.occurred_at > $at - INTERVAL '24' HOUR
    AND e.occurred_at <= $at
    AND e.received_at <= $at
    AND e.withdrawn_at IS NULL
    AND t.event_id IS NULL
  GROUP BY e.parcel_id
),
cell AS (
  SELECT
    m.operator_id,
    m.division,
    COALESCE(p.facility_id, '') AS facility_id,
    SUM(CASE WHEN m.real_name_required AND m.real_name IS NOT NULL THEN 1 ELSE 0 END)
      AS identity_due,
    SUM(CASE WHEN m.real_name_required AND NOT m.real_name THEN 1 ELSE 0 END) AS identity_missing,
    SUM(CASE WHEN m.inspected IS NOT NULL THEN 1 ELSE 0 END) AS inspection_due,
    SUM(CASE WHEN NOT m.inspected THEN 1 ELSE 0 END) AS inspection_missing,
    SUM(CASE WHEN m.screened IS NOT NULL THEN 1 ELSE 0 END) AS screening_due,
    SUM(CASE WHEN NOT m.screened THEN 1 ELSE 0 END) AS screening_missing
  FROM marked AS m
  LEFT JOIN place AS p ON p.parcel_id = m.parcel_id
  GROUP BY 1, 2, 3
),
by_mark AS (
  SELECT
    'real_name' AS mark, operator_id, division, facility_id,
    identity_due AS due, identity_missing AS missing
  FROM cell
  UNION ALL
  SELECT
    'inspected' AS mark, operator_id, division, facility_id,
    inspection_due AS due, inspection_missing AS missing
  FROM cell
  UNION ALL
  SELECT
    'screened' AS mark, operator_id, division, facility_id,
    screening_due AS due, screening_missing AS missing
  FROM cell
)
SELECT
  mark,
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  SUM(due) AS due,
  SUM(missing) AS missing
FROM by_mark
GROUP BY mark, operator_id, division
UNION ALL
SELECT
  mark,
  'facility' AS subject_kind,
  facility_id AS subject,
  MIN(division) AS division,
  SUM(due) AS due,
  SUM(missing) AS missing
FROM by_mark
WHERE facility_id <> ''
GROUP BY mark, facility_id
