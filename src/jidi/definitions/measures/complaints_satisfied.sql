/*
id = "complaints_satisfied"
zh = "满意率"
en = "Satisfied"
unit = "%"
scale = 100.0
precision = 1
tables = ["complaint"]
numerator_zh = "其中满意"
numerator_en = "of these, satisfied"
denominator_zh = "当期结案、该项已知的申诉"
denominator_en = "complaints closed in the period of which it is known"
own_choice = true
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN satisfied THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM complaint
WHERE closed_on >= CAST($first AS DATE) AND closed_on < CAST($until AS DATE)
  AND satisfied IS NOT NULL
GROUP BY 1, 2
