/*
id = "unknown_division"
zh = "区划代码不在名录中"
en = "A division code that is not in the roster"
severity = "error"
tables = ["facility", "locker", "licence", "community", "vehicle", "route", "operator", "monthly_return", "packaging", "workforce", "press_delivery", "inspection", "complaint"]
do_zh = "请更正代码，或更新名录；这些行不会计入任何区划。数值为行数。"
do_en = "Correct the code or bring the roster up to date; these rows count nowhere. The value is the number of rows."
*/
WITH used AS (
  SELECT 'facility' AS source, division FROM facility
  UNION ALL
  SELECT 'locker' AS source, division FROM locker
  UNION ALL
  SELECT 'licence' AS source, division FROM licence
  UNION ALL
  SELECT 'community' AS source, division FROM community
  UNION ALL
  SELECT 'vehicle' AS source, division FROM vehicle
  UNION ALL
  SELECT 'route' AS source, division FROM route
  UNION ALL
  SELECT 'operator' AS source, division FROM operator
  UNION ALL
  SELECT 'monthly_return' AS source, division FROM monthly_return
  UNION ALL
  SELECT 'packaging' AS source, division FROM packaging
  UNION ALL
  SELECT 'workforce' AS source, division FROM workforce
  UNION ALL
  SELECT 'press_delivery' AS source, division FROM press_delivery
  UNION ALL
  SELECT 'inspection' AS source, division FROM inspection
  UNION ALL
  SELECT 'complaint' AS source, division FROM complaint
)
SELECT
  u.division,
  u.division AS subject,
  u.source AS detail,
  CAST(COUNT(*) AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM used AS u
LEFT JOIN divisions AS d ON d.code = u.division
WHERE d.code IS NULL
GROUP BY u.source, u.division
