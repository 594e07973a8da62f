/*
id = "sensor_gap"
zh = "冷链读数中断"
en = "A gap in cold-chain readings"
cause = "cold_chain"
severity = "warning"
subjects = ["sensor"]
unit = "分钟"
comparator = ">"
every_hours = 1
fire_after = 1
clear_after = 2
who_zh = "承运企业"
who_en = "the carrier"
act_within_hours = 4
article = "冷链寄递规则：记录间隔不超过10分钟（公开资料）；倍数为本平台设计"
tables = ["reading"]
says_zh = "{subject} 24小时内有 {value} 分钟没有读数，超过 {threshold} 分钟"
says_en = "{subject}: {value} minutes without a reading within 24 hours, more than {threshold}"
faults = ["sensor_gap"]
fault_days = 1

[parameters]
interval = { zh = "记录间隔", en = "Interval of records", unit = "分钟", law = "record_interval" }
times = { zh = "判为中断的倍数", en = "Intervals that make a gap", unit = "倍", value = 4, own_choice = true }

[evidence]
readings = { zh = "读数", en = "Readings", unit = "个" }
*/
WITH stepped AS (
  SELECT
    sensor_id,
    division,
    measured_at,
    LEAD(measured_at) OVER (PARTITION BY sensor_id ORDER BY measured_at) AS following_at
  FROM reading
  WHERE measured_at > $at - INTERVAL '24' HOUR AND measured_at <= $at
)
SELECT
  'sensor' AS subject_kind,
  sensor_id AS subject,
  MIN(SUBSTR(division, 1, 6) || '000000') AS division,
  MIN(measured_at) AS window_start,
  MAX(measured_at) AS window_end,
  MAX(EPOCH(COALESCE(following_at, measured_at)) - EPOCH(measured_at)) / 60.0 AS value,
  $interval * $times AS threshold,
  CAST(COUNT(*) AS DOUBLE) AS readings
FROM stepped
GROUP BY sensor_id
