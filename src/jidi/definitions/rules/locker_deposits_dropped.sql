/*
id = "locker_deposits_dropped"
zh = "箱柜投递量骤降"
en = "Deposits into lockers dropped"
cause = "delivery"
severity = "warning"
subjects = ["company_county"]
unit = "件"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "箱柜运营企业"
who_en = "the operator of the lockers"
act_within_hours = 24
own_choice = true
tables = ["locker", "locker_deposit"]
says_zh = "{subject} 24小时入柜 {value} 件，低于前八周同星期几中位数的一半（{threshold}）"
says_en = "{subject}: {value} deposits in 24 hours, below half the median of the same weekday in eight weeks ({threshold})"

[parameters]
share = { zh = "中位数的比例", en = "Share of the median", unit = "%", value = 50, own_choice = true }
weeks = { zh = "至少有数据的周数", en = "Fewest weeks with data", unit = "周", value = 4, own_choice = true }
fewest = { zh = "中位数至少", en = "Least median", value = 20, own_choice = true }

[evidence]
usual = { zh = "同星期几中位数", en = "Median of the same weekday", unit = "件" }
weeks_known = { zh = "有数据的周数", en = "Weeks with data", unit = "周" }
*/
WITH weekly AS (
  SELECT
    l.operator_id || '@' || SUBSTR(d.division, 1, 6) || '000000' AS subject,
    MIN(SUBSTR(d.division, 1, 6) || '000000') AS division,
    CAST(FLOOR((EPOCH($at) - EPOCH(d.deposited_at)) / 604800) AS BIGINT) AS week,
    COUNT(*) AS found
  FROM locker_deposit AS d
  JOIN locker AS l ON l.locker_id = d.locker_id
  WHERE d.deposited_at <= $at
    AND (
      (d.deposited_at > $at - INTERVAL '24' HOUR AND d.deposited_at <= $at)
      OR (d.deposited_at > $at - INTERVAL '192' HOUR AND d.deposited_at <= $at - INTERVAL '168' HOUR)
      OR (d.deposited_at > $at - INTERVAL '360' HOUR AND d.deposited_at <= $at - INTERVAL '336' HOUR)
      OR (d.deposited_at > $at - INTERVAL '528' HOUR AND d.deposited_at <= $at - INTERVAL '504' HOUR)
      OR (d.deposited_at > $at - INTERVAL '696' HOUR AND d.deposited_at <= $at - INTERVAL '672' HOUR)
      OR (d.deposited_at > $at - INTERVAL '864' HOUR AND d.deposited_at <= $at - INTERVAL '840' HOUR)
      OR (d.deposited_at > $at - INTERVAL '1032' HOUR AND d.deposited_at <= $at - INTERVAL '1008' HOUR)
      OR (d.deposited_at > $at - INTERVAL '1200' HOUR AND d.deposited_at <= $at - INTERVAL '1176' HOUR)
      OR (d.deposited_at > $at - INTERVAL '1368' HOUR AND d.deposited_at <= $at - INTERVAL '1344' HOUR)
    )
  GROUP BY 1, 3
),
compared AS (
  SELECT
    subject,
    MIN(division) AS division,
    SUM(CASE WHEN week = 0 THEN found ELSE 0 END) AS found,
    MEDIAN(CASE WHEN week > 0 THEN found END) AS usual,
    SUM(CASE WHEN week > 0 THEN 1 ELSE 0 END) AS weeks_known
  FROM weekly
  GROUP BY subject
)
SELECT
  'company_county' AS subject_kind,
  subject,
  division,
  $at - INTERVAL '24' HOUR AS window_start,
  $at AS window_end,
  CAST(found AS DOUBLE) AS value,
  usual * $share / 100 AS threshold,
  CAST(usual AS DOUBLE) AS usual,
  CAST(weeks_known AS DOUBLE) AS weeks_known
FROM compared
WHERE weeks_known >= $weeks AND usual >= $fewest
