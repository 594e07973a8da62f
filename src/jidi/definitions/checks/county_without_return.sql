/*
id = "county_without_return"
zh = "县在最近一月没有任何月报"
en = "A county without any return of the last month"
severity = "warning"
tables = ["monthly_return"]
do_zh = "请催报该县；没有月报的县不在合计之内。"
do_en = "Ask for it; a county without returns is not in the totals."
*/
WITH last AS (
  SELECT MAX(month) AS month FROM monthly_return
)
SELECT
  d.code AS division,
  d.code AS subject,
  d.name || ' ' || CAST(l.month AS VARCHAR) AS detail,
  CAST(0 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS expected
FROM divisions AS d
CROSS JOIN last AS l
LEFT JOIN monthly_return AS m ON m.division = d.code AND m.month = l.month
WHERE d.level = 'county' AND l.month IS NOT NULL AND m.division IS NULL
