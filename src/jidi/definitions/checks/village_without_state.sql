/*
id = "village_without_state"
zh = "建制村没有任何服务记录"
en = "An administrative village without any state"
severity = "note"
tables = ["village_service"]
do_zh = "请补报；没有记录的村按缺数计，不按未通计。"
do_en = "Report it; without a record the village is missing, not unserved."
*/
SELECT
  d.code AS division,
  d.code AS subject,
  d.name AS detail,
  CAST(0 AS DOUBLE) AS value,
  CAST(1 AS DOUBLE) AS expected
FROM divisions AS d
LEFT JOIN village_service AS s ON s.village = d.code
WHERE d.administrative_village AND s.village IS NULL
