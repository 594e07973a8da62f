/*
id = "village_not_in_roster"
zh = "村级服务记录不是名录中的建制村"
en = "A village state that is no administrative village of the roster"
severity = "error"
tables = ["village_service"]
do_zh = "请更正村代码；这些行不会计入通达率。数值为行数。"
do_en = "Correct the code; these rows are in no coverage. The value is the number of rows."
*/
SELECT
  s.village AS division,
  s.village AS subject,
  CASE WHEN d.code IS NULL THEN 'unknown code' ELSE d.name END AS detail,
  CAST(COUNT(*) AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM village_service AS s
LEFT JOIN divisions AS d ON d.code = s.village
WHERE d.code IS NULL OR NOT d.administrative_village
GROUP BY s.village, d.code, d.name
