/*
id = "camera_offline"
zh = "视频监控离线"
en = "Cameras of a facility are off line"
cause = "device"
severity = "warning"
subjects = ["facility"]
unit = "%"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "市级邮政业安全中心；企业"
who_en = "the city's safety centre; the company"
act_within_hours = 48
article = "邮政业寄递安全监督管理办法 2020年第1号：二十四小时视频监控；界限为本平台设计"
tables = ["video"]
says_zh = "{subject} 在线 {value}%，低于 {threshold}%"
says_en = "{subject}: on line for {value} % of the time due, below {threshold} %"
faults = ["camera_offline"]
fault_days = 1

[parameters]
share = { zh = "在线时长比例下限", en = "Least share of the time due", unit = "%", value = 50, own_choice = true }

[evidence]
minutes_due = { zh = "应在线", en = "Minutes due", unit = "分钟" }
minutes_online = { zh = "在线", en = "Minutes on line", unit = "分钟" }
*/
SELECT
  'facility' AS subject_kind,
  facility_id AS subject,
  MIN(SUBSTR(division, 1, 6) || '000000') AS division,
  CAST(MIN(day) AS TIMESTAMP) AS window_start,
  CAST(MAX(day) AS TIMESTAMP) + INTERVAL '24' HOUR AS window_end,
  100.0 * SUM(minutes_online) / SUM(minutes_due) AS value,
  $share AS threshold,
  CAST(SUM(minutes_due) AS DOUBLE) AS minutes_due,
  CAST(SUM(minutes_online) AS DOUBLE) AS minutes_online
FROM video
WHERE day = CAST($at - INTERVAL '24' HOUR AS DATE)
  AND minutes_due > 0
  AND minutes_online IS NOT NULL
GROUP BY facility_id
