/*
id = "company_hazards_overdue"
zh = "隐患逾期未整改率"
en = "Hazards not put right in time"
unit = "%"
scale = 100.0
precision = 1
tables = ["inspection"]
numerator_zh = "其中在期限内未整改"
numerator_en = "of these, not put right within the term"
denominator_zh = "当期发现、整改期限在期末前届满的隐患"
denominator_en = "hazards found in the period whose term ended within it"
own_choice = true

[parameters]
days = { zh = "整改期限", en = "Term", unit = "天", law = "hazard_closure" }
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN closed_on IS NULL OR EPOCH(CAST(closed_on AS TIMESTAMP))
    > EPOCH(CAST(inspected_on AS TIMESTAMP)) + $days * 86400 THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM inspection
WHERE operator_id IS NOT NULL
  AND hazard
  AND inspected_on >= CAST($first AS DATE)
  AND EPOCH(CAST(inspected_on AS TIMESTAMP)) + $days * 86400
    < EPOCH(CAST(CAST($until AS DATE) AS TIMESTAMP))
GROUP BY 1, 2
