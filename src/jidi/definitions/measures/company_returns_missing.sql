/*
id = "company_returns_missing"
zh = "统计月报缺报率"
en = "Monthly returns missing"
unit = "%"
scale = 100.0
precision = 1
tables = ["monthly_return", "operator"]
numerator_zh = "其中没有任何月报"
numerator_en = "of these, without any return"
denominator_zh = "当期有任一企业报送、且该企业在营的月份"
denominator_en = "months of the period in which any company reported and this one was in business"
own_choice = true
*/
WITH months AS (
  SELECT DISTINCT month
  FROM monthly_return
  WHERE month >= CAST($first AS DATE) AND month < CAST($until AS DATE)
),
sent AS (
  SELECT DISTINCT operator_id, month
  FROM monthly_return
  WHERE month >= CAST($first AS DATE) AND month < CAST($until AS DATE)
)
SELECT
  o.operator_id,
  SUBSTR(o.division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN s.month IS NULL THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM operator AS o
JOIN months AS m ON o.opened_on <= m.month AND (o.closed_on IS NULL OR o.closed_on > m.month)
LEFT JOIN sent AS s ON s.operator_id = o.operator_id AND s.month = m.month
WHERE o.kind <> 'locker'
GROUP BY 1, 2
