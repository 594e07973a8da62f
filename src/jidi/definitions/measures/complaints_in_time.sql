/*
id = "complaints_in_time"
zh = "按期答复率"
en = "Answered in time"
unit = "%"
scale = 100.0
precision = 1
tables = ["complaint"]
numerator_zh = "其中答复不晚于应答复日期"
numerator_en = "of these, answered by the due day"
denominator_zh = "当期结案、该项已知的申诉"
denominator_en = "complaints closed in the period of which it is known"
own_choice = true
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN answered_on <= due_on THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM complaint
WHERE closed_on >= CAST($first AS DATE) AND closed_on < CAST($until AS DATE)
  AND answered_on IS NOT NULL AND due_on IS NOT NULL
GROUP BY 1, 2
