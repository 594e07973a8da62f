/*
id = "company_inspections_failed"
zh = "检查不合格率"
en = "Inspections failed"
unit = "%"
scale = 100.0
precision = 1
tables = ["inspection"]
numerator_zh = "其中不合格"
numerator_en = "of these, not passed"
denominator_zh = "当期对该企业的检查"
denominator_en = "inspections of the company in the period"
own_choice = true
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN passed THEN 0.0 ELSE 1.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM inspection
WHERE operator_id IS NOT NULL
  AND inspected_on >= CAST($first AS DATE) AND inspected_on < CAST($until AS DATE)
GROUP BY 1, 2
