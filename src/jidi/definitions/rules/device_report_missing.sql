/*
id = "device_report_missing"
zh = "设备运行日报缺报"
en = "Daily reports of a device are missing"
cause = "feed"
severity = "notice"
subjects = ["machine", "facility"]
unit = "天"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "报送单位；市级邮政业安全中心催报"
who_en = "the sender; the city's safety centre asks for it"
act_within_hours = 48
own_choice = true
tables = ["screening", "video"]
says_zh = "{subject} 已 {value} 天没有运行日报，超过 {threshold} 天"
says_en = "{subject}: no daily report for {value} days, more than {threshold}"

[parameters]
days = { zh = "容许的缺报天数", en = "Days that may pass", unit = "天", value = 2, own_choice = true }
fewest = { zh = "视为日报者的60日日报数", en = "Reports in 60 days that make a daily reporter", unit = "份", value = 20, own_choice = true }

[evidence]
reports = { zh = "此前60日的日报数", en = "Reports of the 60 days before", unit = "份" }
*/
WITH told AS (
  SELECT 'machine' AS subject_kind, machine_id AS subject, division, day FROM screening
  UNION ALL
  SELECT 'facility' AS subject_kind, facility_id AS subject, division, day FROM video
)
SELECT
  subject_kind,
  subject,
  MIN(SUBSTR(division, 1, 6) || '000000') AS division,
  CAST(MAX(day) AS TIMESTAMP) AS window_start,
  $at AS window_end,
  (EPOCH(CAST(CAST($at AS DATE) AS TIMESTAMP)) - EPOCH(CAST(MAX(day) AS TIMESTAMP))) / 86400.0 - 1
    AS value,
  $days AS threshold,
  CAST(COUNT(*) AS DOUBLE) AS reports
FROM told
WHERE day < CAST($at AS DATE) AND day > CAST($at - INTERVAL '1440' HOUR AS DATE)
GROUP BY subject_kind, subject
HAVING COUNT(*) >= $fewest
