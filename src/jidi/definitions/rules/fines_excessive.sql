/*
id = "fines_excessive"
zh = "以罚代管"
en = "Couriers fined too much"
cause = "labour"
severity = "notice"
subjects = ["company_county"]
unit = "%"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "县（市）邮政管理部门；工会"
who_en = "the county regulator; the union"
act_within_hours = 240
own_choice = true
tables = ["workforce"]
says_zh = "{subject} 当月罚款为报酬的 {value}%，超过 {threshold}%"
says_en = "{subject}: fines of the month are {value} % of the pay, above {threshold} %"
faults = ["excessive_fines"]
fault_days = 45

[parameters]
most = { zh = "罚款与报酬之比上限", en = "Most of the pay", unit = "%", value = 12, own_choice = true }

[evidence]
fines = { zh = "罚款", en = "Fines", unit = "元" }
pay = { zh = "报酬", en = "Pay", unit = "元" }
*/
WITH month AS (
  SELECT MAX(month) AS month FROM workforce WHERE month < CAST($at - INTERVAL '1080' HOUR AS DATE)
)
SELECT
  'company_county' AS subject_kind,
  w.operator_id || '@' || SUBSTR(w.division, 1, 6) || '000000' AS subject,
  SUBSTR(w.division, 1, 6) || '000000' AS division,
  CAST(MIN(w.month) AS TIMESTAMP) AS window_start,
  CAST(MIN(w.month) AS TIMESTAMP) + INTERVAL '1' MONTH AS window_end,
  100.0 * SUM(w.fines_yuan) / SUM(w.pay_yuan) AS value,
  $most AS threshold,
  CAST(SUM(w.fines_yuan) AS DOUBLE) AS fines,
  CAST(SUM(w.pay_yuan) AS DOUBLE) AS pay
FROM workforce AS w
JOIN month AS m ON m.month = w.month
WHERE w.fines_yuan IS NOT NULL
GROUP BY 2, 3
HAVING SUM(w.pay_yuan) > 0
