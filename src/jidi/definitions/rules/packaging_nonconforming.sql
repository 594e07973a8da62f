/*
id = "packaging_nonconforming"
zh = "采购不合标包装"
en = "Purchased packaging does not conform"
cause = "packaging"
severity = "notice"
subjects = ["company_county"]
unit = "%"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "县（市）邮政管理部门；企业采购"
who_en = "the county regulator; the company's buyers"
act_within_hours = 240
article = "9917工程：采购使用合标包装比例90%；此后沿用"
tables = ["packaging"]
says_zh = "{subject} 当月采购合标包装 {value}%，低于 {threshold}%"
says_en = "{subject}: {value} % of the month's packaging conforms, below {threshold} %"

[parameters]
least = { zh = "合标比例", en = "Share that conforms", unit = "%", value = 90, source = "9917工程", own_choice = true }
fewest = { zh = "最少采购量", en = "Least purchase", unit = "个", value = 1000, own_choice = true }

[evidence]
purchased = { zh = "采购", en = "Purchased", unit = "个" }
conforming = { zh = "合标", en = "Conforming", unit = "个" }
*/
WITH month AS (
  SELECT MAX(month) AS month FROM packaging WHERE month < CAST($at - INTERVAL '1080' HOUR AS DATE)
)
SELECT
  'company_county' AS subject_kind,
  p.operator_id || '@' || SUBSTR(p.division, 1, 6) || '000000' AS subject,
  SUBSTR(p.division, 1, 6) || '000000' AS division,
  CAST(MIN(p.month) AS TIMESTAMP) AS window_start,
  CAST(MIN(p.month) AS TIMESTAMP) + INTERVAL '1' MONTH AS window_end,
  100.0 * SUM(p.conforming_units) / SUM(p.purchased_units) AS value,
  $least AS threshold,
  CAST(SUM(p.purchased_units) AS DOUBLE) AS purchased,
  CAST(SUM(p.conforming_units) AS DOUBLE) AS conforming
FROM packaging AS p
JOIN month AS m ON m.month = p.month
WHERE p.conforming_units IS NOT NULL
GROUP BY 2, 3
HAVING SUM(p.purchased_units) >= $fewest
