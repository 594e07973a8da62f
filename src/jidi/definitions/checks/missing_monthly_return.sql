/*
id = "missing_monthly_return"
zh = "企业漏报月报"
en = "An operator left out a monthly return"
severity = "warning"
tables = ["monthly_return", "operator"]
do_zh = "请催报；连续漏报只列首月，停业的企业不列。"
do_en = "Ask for it; of several months in a row the first is listed; closed operators are not."
*/
WITH sent AS (
  SELECT DISTINCT division, operator_id, month FROM monthly_return
),
last AS (
  SELECT MAX(month) AS month FROM monthly_return
)
SELECT
  s.division,
  s.operator_id AS subject,
  CAST(CAST(s.month + INTERVAL '1' MONTH AS DATE) AS VARCHAR) AS detail,
  CAST(0 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS expected
FROM sent AS s
CROSS JOIN last AS l
LEFT JOIN sent AS n
  ON n.division = s.division AND n.operator_id = s.operator_id
    AND n.month = s.month + INTERVAL '1' MONTH
LEFT JOIN operator AS o ON o.operator_id = s.operator_id
WHERE n.month IS NULL
  AND s.month < l.month
  AND (o.closed_on IS NULL OR o.closed_on > s.month + INTERVAL '1' MONTH)
