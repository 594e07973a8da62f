/*
id = "monthly_return_late"
zh = "月报未报"
en = "A monthly return is missing"
cause = "feed"
severity = "notice"
subjects = ["company_county"]
unit = "月"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "企业统计员；县（市）邮政管理部门催报"
who_en = "the company's statistician; the county regulator asks for it"
act_within_hours = 120
own_choice = true
tables = ["monthly_return", "operator"]
says_zh = "{subject} 月报已缺 {value} 个月，超过 {threshold}"
says_en = "{subject}: {value} monthly returns are missing, more than {threshold}"

[parameters]
months = { zh = "容许缺报月数", en = "Months that may be missing", unit = "月", value = 0, own_choice = true }

[evidence]
newest = { zh = "最近已报月份（年×100+月）", en = "Newest month returned (year × 100 + month)" }
*/
WITH last AS (
  SELECT
    m.operator_id,
    SUBSTR(m.division, 1, 6) || '000000' AS division,
    MAX(YEAR(m.month) * 12 + MONTH(m.month)) AS newest
  FROM monthly_return AS m
  JOIN operator AS o ON o.operator_id = m.operator_id
  WHERE m.month < CAST($at AS DATE)
    AND m.month > CAST($at - INTERVAL '9480' HOUR AS DATE)
    AND (o.closed_on IS NULL OR o.closed_on > CAST($at AS DATE))
  GROUP BY 1, 2
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at - INTERVAL '9480' HOUR AS window_start,
  $at AS window_end,
  -- A month's return is due on the fifteenth of the next.
  CAST(GREATEST(
    YEAR($at - INTERVAL '336' HOUR) * 12 + MONTH($at - INTERVAL '336' HOUR) - 1 - newest, 0
  ) AS DOUBLE) AS value,
  $months AS threshold,
  CAST(FLOOR((newest - 1) / 12) * 100 + (newest - 1) % 12 + 1 AS DOUBLE) AS newest
FROM last
