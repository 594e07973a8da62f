/*
id = "complaints_form_proper"
zh = "工单填写规范率"
en = "Forms filled in properly"
unit = "%"
scale = 100.0
precision = 1
tables = ["complaint"]
numerator_zh = "其中工单填写规范"
numerator_en = "of these, form filled in properly"
denominator_zh = "当期结案、该项已知的申诉"
denominator_en = "complaints closed in the period of which it is known"
own_choice = true
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN form_proper THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM complaint
WHERE closed_on >= CAST($first AS DATE) AND closed_on < CAST($until AS DATE)
  AND form_proper IS NOT NULL
GROUP BY 1, 2
