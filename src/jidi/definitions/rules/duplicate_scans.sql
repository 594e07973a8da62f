/*
id = "duplicate_scans"
zh = "重复扫描"
en = "Scans sent many times"
cause = "trace"
severity = "notice"
subjects = ["parcel"]
unit = "次"
comparator = ">="
judges = "breaches"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "企业数据负责人"
who_en = "the company's data officer"
act_within_hours = 72
own_choice = true
tables = ["journey"]
says_zh = "{subject} 重复扫描 {value} 次，达到 {threshold} 次"
says_en = "{subject}: {value} scans were sent again, at least {threshold}"
faults = ["duplicate_scans"]
fault_days = 12

[parameters]
most = { zh = "判为异常的重复次数", en = "Repeats that are unusual", unit = "次", value = 3, own_choice = true }

[evidence]
scans = { zh = "有效扫描", en = "Scans that count", unit = "次" }
*/
SELECT
  'parcel' AS subject_kind,
  parcel_id AS subject,
  SUBSTR(last_division, 1, 6) || '000000' AS division,
  seen_from AS window_start,
  seen_to AS window_end,
  CAST(repeated AS DOUBLE) AS value,
  $most AS threshold,
  CAST(scans AS DOUBLE) AS scans
FROM journey
WHERE last_at > $since AND last_at <= $at AND repeated >= $most
