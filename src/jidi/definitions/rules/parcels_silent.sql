/*
id = "parcels_silent"
zh = "快件长时间无轨迹"
en = "Parcels without an event for days"
cause = "delivery"
severity = "warning"
subjects = ["company_county"]
unit = "件"
comparator = ">="
every_hours = 1
fire_after = 1
clear_after = 2
who_zh = "企业客服与该县网点；连续两日交县邮政管理部门"
who_en = "the company's service desk and outlet; the county regulator after two days"
act_within_hours = 24
own_choice = true
tables = []
says_zh = "{subject} 有 {value} 件超过 72 小时无轨迹（界限 {threshold} 件）"
says_en = "{subject}: {value} parcels without an event for over 72 hours (limit {threshold})"
faults = ["delivery_stopped", "outlet_backlog"]
fault_days = 5

[parameters]
share = { zh = "视为平常的静默比例", en = "Share that is taken for usual", unit = "%", value = 2, own_choice = true }
deviate = { zh = "偏离标准差数", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels", unit = "件", value = 5, own_choice = true }

[evidence]
silent_24h = { zh = "静默24小时以上", en = "Silent for 24 hours", unit = "件" }
silent_48h = { zh = "静默48小时以上", en = "Silent for 48 hours", unit = "件" }
known = { zh = "十日内到过该处的快件", en = "Parcels last seen there within ten days", unit = "件" }
*/
WITH cell AS (
  SELECT
    s.operator_id,
    s.division,
    SUM(CASE WHEN s.step_rank < 95 AND s.silent_hours >= 24 THEN s.parcels ELSE 0 END) AS over_24,
    SUM(CASE WHEN s.step_rank < 95 AND s.silent_hours >= 48 THEN s.parcels ELSE 0 END) AS over_48,
    SUM(CASE WHEN s.step_rank < 95 AND s.silent_hours >= 72 THEN s.parcels ELSE 0 END) AS over_72,
    SUM(s.parcels) AS known
  FROM standing AS s
  JOIN divisions AS d ON d.code = s.division
  -- What lies in a locker or left for another province is waited for, not lost from sight.
  WHERE s.step_rank NOT IN (50, 62, 91)
  GROUP BY s.operator_id, s.division
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at - INTERVAL '240' HOUR AS window_start,
  $at AS window_end,
  CAST(over_72 AS DOUBLE) AS value,
  GREATEST(
    $fewest, CEIL(POWER(SQRT(known * $share / 100 + 0.375) + $deviate / 2, 2) - 0.375)
  ) AS threshold,
  CAST(over_24 AS DOUBLE) AS silent_24h,
  CAST(over_48 AS DOUBLE) AS silent_48h,
  CAST(known AS DOUBLE) AS known
FROM cell
