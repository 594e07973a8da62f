/*
id = "promise_at_risk"
zh = "承诺时限将被突破"
en = "Promised times about to be broken"
cause = "delivery"
severity = "warning"
subjects = ["company_county"]
unit = "件"
comparator = ">="
every_hours = 1
fire_after = 1
clear_after = 1
who_zh = "企业在寄达县的网点"
who_en = "the company's outlets in the county of delivery"
act_within_hours = 6
article = "快递市场管理办法：按承诺时限投递；提前量为本平台设计"
tables = ["parcel"]
says_zh = "{subject} 有 {value} 件六小时内到期仍未投递（界限 {threshold} 件）"
says_en = "{subject}: {value} parcels fall due within six hours and were not attempted (limit {threshold})"
faults = ["outlet_backlog", "delivery_stopped"]
fault_days = 5

[parameters]
share = { zh = "视为平常的未投比例", en = "Share that is taken for usual", unit = "%", value = 20, own_choice = true }
deviate = { zh = "偏离标准差数", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels", unit = "件", value = 5, own_choice = true }

[evidence]
due = { zh = "六小时内到期的快件", en = "Parcels that fall due within six hours", unit = "件" }
*/
WITH due AS (
  SELECT
    p.operator_id,
    SUBSTR(p.to_division, 1, 6) || '000000' AS division,
    CASE WHEN p.first_attempt_at <= $at THEN 0 ELSE 1 END AS waits
  FROM parcel AS p
  WHERE p.promised_at > $at
    AND p.promised_at <= $at + INTERVAL '6' HOUR
    AND p.accepted_at > $at - INTERVAL '360' HOUR
    AND p.accepted_at <= $at
),
cell AS (
  SELECT
    d.operator_id,
    d.division,
    COUNT(*) AS due,
    SUM(d.waits) AS waits
  FROM due AS d
  JOIN divisions AS r ON r.code = d.division
  GROUP BY d.operator_id, d.division
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at AS window_start,
  $at + INTERVAL '6' HOUR AS window_end,
  CAST(waits AS DOUBLE) AS value,
  GREATEST(
    $fewest, CEIL(POWER(SQRT(due * $share / 100 + 0.375) + $deviate / 2, 2) - 0.375)
  ) AS threshold,
  CAST(due AS DOUBLE) AS due
FROM cell
