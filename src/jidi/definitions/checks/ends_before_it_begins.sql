/*
id = "ends_before_it_begins"
zh = "结束早于开始"
en = "Something ends before it begins"
severity = "error"
tables = ["facility", "locker", "vehicle", "route", "operator", "licence", "village_service", "project"]
do_zh = "请更正起止日期。"
do_en = "Correct the two dates."
*/
WITH span AS (
  SELECT
    'facility' AS source,
    division,
    facility_id AS subject,
    opened_on AS begun,
    closed_on AS ended
  FROM facility
  UNION ALL
  SELECT
    'locker' AS source,
    division,
    locker_id AS subject,
    installed_on AS begun,
    removed_on AS ended
  FROM locker
  UNION ALL
  SELECT
    'vehicle' AS source,
    division,
    vehicle_id AS subject,
    registered_on AS begun,
    retired_on AS ended
  FROM vehicle
  UNION ALL
  SELECT
    'route' AS source,
    division,
    route_id AS subject,
    opened_on AS begun,
    closed_on AS ended
  FROM route
  UNION ALL
  SELECT
    'operator' AS source,
    division,
    operator_id AS subject,
    opened_on AS begun,
    closed_on AS ended
  FROM operator
  UNION ALL
  SELECT
    'licence' AS source,
    division,
    licence_id AS subject,
    granted_on AS begun,
    ended_on AS ended
  FROM licence
  UNION ALL
  SELECT
    'village_service' AS source,
    village AS division,
    village AS subject,
    valid_from AS begun,
    valid_to AS ended
  FROM village_service
  UNION ALL
  SELECT
    'project' AS source,
    division,
    project_id AS subject,
    started_on AS begun,
    finished_on AS ended
  FROM project
)
SELECT
  division,
  subject,
  source || ' ' || CAST(begun AS VARCHAR) || ' / ' || CAST(ended AS VARCHAR) AS detail,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS expected
FROM span
WHERE ended < begun
