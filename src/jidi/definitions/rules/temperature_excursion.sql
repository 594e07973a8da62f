/*
id = "temperature_excursion"
zh = "冷链超温"
en = "A cold chain out of its band"
cause = "cold_chain"
severity = "urgent"
subjects = ["sensor"]
unit = "分钟"
comparator = ">"
every_hours = 1
fire_after = 1
clear_after = 2
who_zh = "承运企业；涉药品、食品的通报主管部门"
who_en = "the carrier; the authority for medicines or food where they are concerned"
act_within_hours = 2
article = "冷链寄递规则：交接暴露不超过0.5小时（公开资料）；GB/T 24616-2019"
tables = ["reading"]
says_zh = "{subject} 24小时内超出温度带约 {value} 分钟，超过 {threshold} 分钟"
says_en = "{subject}: outside its band for about {value} minutes within 24 hours, more than {threshold}"
faults = ["temperature_excursion"]
fault_days = 1

[parameters]
exposure = { zh = "容许暴露", en = "Exposure that is allowed", unit = "小时", law = "handover_exposure" }
interval = { zh = "记录间隔", en = "Interval of records", unit = "分钟", law = "record_interval" }

[evidence]
readings_out = { zh = "超出读数", en = "Readings outside", unit = "个" }
worst = { zh = "最大偏离", en = "Greatest deviation", unit = "℃" }
readings = { zh = "读数", en = "Readings", unit = "个" }
*/
SELECT
  'sensor' AS subject_kind,
  sensor_id AS subject,
  MIN(SUBSTR(division, 1, 6) || '000000') AS division,
  MIN(measured_at) AS window_start,
  MAX(measured_at) AS window_end,
  $interval * SUM(
    CASE WHEN temperature_c > band_high_c OR temperature_c < band_low_c THEN 1 ELSE 0 END
  ) AS value,
  60 * $exposure AS threshold,
  CAST(SUM(
    CASE WHEN temperature_c > band_high_c OR temperature_c < band_low_c THEN 1 ELSE 0 END
  ) AS DOUBLE) AS readings_out,
  CAST(MAX(GREATEST(temperature_c - band_high_c, band_low_c - temperature_c, 0)) AS DOUBLE)
    AS worst,
  CAST(COUNT(*) AS DOUBLE) AS readings
FROM reading
WHERE measured_at > $at - INTERVAL '24' HOUR
  AND measured_at <= $at
  AND temperature_c IS NOT NULL
  AND (band_low_c IS NOT NULL OR band_high_c IS NOT NULL)
GROUP BY sensor_id
