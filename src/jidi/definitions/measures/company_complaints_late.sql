/*
id = "company_complaints_late"
zh = "申诉逾期答复率"
en = "Complaints answered late"
unit = "%"
scale = 100.0
precision = 2
tables = ["complaint"]
numerator_zh = "其中答复晚于应答复日期，或至期末逾期未答复"
numerator_en = "of these, answered after the due day, or overdue at the end of the period"
denominator_zh = "当期受理、应答复日期已到的申诉"
denominator_en = "complaints received in the period whose due day has come"
source = "邮政法第六十五条（三十日）"
trust = "L"
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN answered_on IS NULL OR answered_on > due_on THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM complaint
WHERE received_on >= CAST($first AS DATE) AND received_on < CAST($until AS DATE)
  AND due_on IS NOT NULL
  AND (answered_on IS NOT NULL OR due_on < CAST($until AS DATE))
GROUP BY 1, 2
