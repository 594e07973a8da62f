/*
id = "outlet_backlog"
zh = "网点积压"
en = "Backlog at outlets"
cause = "delivery"
severity = "urgent"
subjects = ["company_county", "facility"]
unit = "件"
comparator = ">"
every_hours = 1
fire_after = 1
clear_after = 2
who_zh = "企业区域负责人；县（市）邮政管理部门督办"
who_en = "the company's regional manager; the county regulator follows up"
act_within_hours = 24
article = "网点积压预警：1至2倍日业务量（媒体报道归纳）"
tables = []
says_zh = "{subject} 到站超过一日未派 {value} 件，超过 {threshold} 件（日派件量的倍数）"
says_en = "{subject}: {value} parcels wait there for over a day, more than {threshold} (a multiple of a day's delivery)"
faults = ["outlet_backlog", "delivery_stopped"]
fault_days = 4

[parameters]
times = { zh = "日派件量的倍数", en = "Times the daily delivery", unit = "倍", law = "backlog_warning" }
fewest = { zh = "最少件数", en = "Fewest parcels", unit = "件", value = 3, own_choice = true }

[evidence]
waiting_48h = { zh = "到站超过两日未派", en = "Waiting for over two days", unit = "件" }
daily = { zh = "近七日日均派件", en = "Delivered a day, mean of seven days", unit = "件/日" }
*/
WITH here AS (
  SELECT s.operator_id, s.division, s.facility_id, s.step_rank, s.silent_hours, s.parcels
  FROM standing AS s
  JOIN divisions AS d ON d.code = s.division
  WHERE s.step_rank >= 80
),
counted AS (
  SELECT
    'company_county' AS subject_kind,
    operator_id || '@' || division AS subject,
    division,
    SUM(CASE WHEN step_rank = 80 AND silent_hours >= 24 THEN parcels ELSE 0 END) AS waiting,
    SUM(CASE WHEN step_rank = 80 AND silent_hours >= 48 THEN parcels ELSE 0 END) AS longer,
    SUM(CASE WHEN step_rank > 80 AND silent_hours < 168 THEN parcels ELSE 0 END) / 7.0 AS daily
  FROM here
  GROUP BY operator_id, division
  UNION ALL
  SELECT
    'facility' AS subject_kind,
    facility_id AS subject,
    MIN(division) AS division,
    SUM(CASE WHEN step_rank = 80 AND silent_hours >= 24 THEN parcels ELSE 0 END) AS waiting,
    SUM(CASE WHEN step_rank = 80 AND silent_hours >= 48 THEN parcels ELSE 0 END) AS longer,
    SUM(CASE WHEN step_rank > 80 AND silent_hours < 168 THEN parcels ELSE 0 END) / 7.0 AS daily
  FROM here
  WHERE facility_id <> ''
  GROUP BY facility_id
)
SELECT
  subject_kind,
  subject,
  division,
  $at - INTERVAL '168' HOUR AS window_start,
  $at AS window_end,
  CAST(waiting AS DOUBLE) AS value,
  GREATEST($fewest, $times * daily) AS threshold,
  CAST(longer AS DOUBLE) AS waiting_48h,
  CAST(daily AS DOUBLE) AS daily
FROM counted
