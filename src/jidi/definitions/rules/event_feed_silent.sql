/*
id = "event_feed_silent"
zh = "企业轨迹数据中断"
en = "A company's events stopped coming"
cause = "feed"
severity = "urgent"
subjects = ["company"]
unit = "小时"
comparator = ">"
every_hours = 1
fire_after = 1
clear_after = 1
who_zh = "企业数据负责人；省邮政管理部门信息岗"
who_en = "the company's data officer; the provincial regulator's data desk"
act_within_hours = 4
own_choice = true
tables = []
says_zh = "{subject} 已 {value} 小时没有到达的轨迹，超过 {threshold} 小时"
says_en = "{subject}: no event arrived for {value} hours, more than {threshold}"

[parameters]
silence = { zh = "容许的静默", en = "Silence that is allowed", unit = "小时", value = 12, own_choice = true }
fewest = { zh = "三日内至少报过", en = "Fewest events within three days", unit = "次", value = 50, own_choice = true }

[evidence]
events = { zh = "三日内到达的轨迹", en = "Events that arrived within three days", unit = "次" }
late = { zh = "其中迟到六小时以上", en = "Of these late by six hours or more", unit = "次" }
*/
SELECT
  'company' AS subject_kind,
  operator_id AS subject,
  (SELECT MIN(code) FROM divisions) AS division,
  MAX(newest_at) AS window_start,
  $at AS window_end,
  (EPOCH($at) - EPOCH(MAX(newest_at))) / 3600.0 AS value,
  $silence AS threshold,
  CAST(SUM(events) AS DOUBLE) AS events,
  CAST(SUM(late) AS DOUBLE) AS late
FROM arrivals
GROUP BY operator_id
HAVING SUM(events) >= $fewest
