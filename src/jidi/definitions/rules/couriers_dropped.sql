/*
id = "couriers_dropped"
zh = "快递员骤减"
en = "Couriers dropped"
cause = "labour"
severity = "warning"
subjects = ["company_county"]
unit = "%"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "企业人力负责人；县（市）邮政管理部门关注末端稳定"
who_en = "the company's staff manager; the county regulator watches the end points"
act_within_hours = 120
own_choice = true
tables = ["workforce"]
says_zh = "{subject} 快递员为此前六个月中位数的 {value}%，低于 {threshold}%"
says_en = "{subject}: couriers are {value} % of the median of six months, below {threshold} %"
faults = ["courier_shortage"]
fault_days = 45

[parameters]
share = { zh = "中位数的比例", en = "Share of the median", unit = "%", value = 60, own_choice = true }
fewest = { zh = "中位数至少", en = "Least median", unit = "人", value = 10, own_choice = true }

[evidence]
couriers = { zh = "快递员", en = "Couriers", unit = "人" }
usual = { zh = "此前六个月中位数", en = "Median of six months", unit = "人" }
*/
WITH month AS (
  SELECT MAX(month) AS month FROM workforce WHERE month < CAST($at - INTERVAL '1080' HOUR AS DATE)
),
counted AS (
  SELECT
    w.operator_id,
    SUBSTR(w.division, 1, 6) || '000000' AS division,
    MIN(m.month) AS month,
    SUM(CASE WHEN w.month = m.month THEN w.couriers END) AS couriers,
    MEDIAN(CASE WHEN w.month < m.month THEN w.couriers END) AS usual
  FROM workforce AS w
  CROSS JOIN month AS m
  WHERE w.month <= m.month AND w.month >= m.month - INTERVAL '6' MONTH
  GROUP BY 1, 2
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  CAST(month AS TIMESTAMP) AS window_start,
  CAST(month AS TIMESTAMP) + INTERVAL '1' MONTH AS window_end,
  100.0 * couriers / usual AS value,
  $share AS threshold,
  CAST(couriers AS DOUBLE) AS couriers,
  CAST(usual AS DOUBLE) AS usual
FROM counted
WHERE usual >= $fewest AND couriers IS NOT NULL
