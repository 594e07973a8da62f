/*
id = "company_fines_to_pay"
zh = "罚款占报酬的比例"
en = "Fines to pay of couriers"
unit = "%"
scale = 100.0
precision = 2
tables = ["workforce"]
numerator_zh = "当期对快递员的罚款（元）"
numerator_en = "fines on couriers in the period, yuan"
denominator_zh = "当期快递员报酬（元）"
denominator_en = "pay of couriers in the period, yuan"
own_choice = true
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CAST(fines_yuan AS DOUBLE)) AS numerator,
  SUM(CAST(pay_yuan AS DOUBLE)) AS denominator
FROM workforce
WHERE fines_yuan IS NOT NULL
  AND pay_yuan IS NOT NULL
  AND month >= CAST($first AS DATE) AND month < CAST($until AS DATE)
GROUP BY 1, 2
