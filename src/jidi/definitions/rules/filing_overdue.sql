/*
id = "filing_overdue"
zh = "末端网点逾期未备案"
en = "An end point was not filed in time"
cause = "licence"
severity = "warning"
subjects = ["facility"]
unit = "天"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "县（市）邮政管理部门；企业"
who_en = "the county regulator; the company"
act_within_hours = 120
article = "快递暂行条例第十八条：开办之日起二十日内备案"
tables = ["facility"]
says_zh = "{subject} 开办 {value} 天未备案，超过 {threshold} 天"
says_en = "{subject}: open for {value} days without a filing, more than {threshold}"

[parameters]
term = { zh = "备案期限", en = "Term of filing", unit = "天", law = "end_point_filing" }
*/
SELECT
  'facility' AS subject_kind,
  facility_id AS subject,
  SUBSTR(division, 1, 6) || '000000' AS division,
  CAST(opened_on AS TIMESTAMP) AS window_start,
  $at AS window_end,
  (EPOCH(CAST(COALESCE(filed_on, CAST($at AS DATE)) AS TIMESTAMP))
    - EPOCH(CAST(opened_on AS TIMESTAMP))) / 86400.0 AS value,
  $term AS threshold
FROM facility
WHERE kind = 'end_point'
  AND opened_on <= CAST($at AS DATE)
  AND (closed_on IS NULL OR closed_on > CAST($at AS DATE))
  -- One filed late is filed: it was a breach until that day.
  AND (filed_on IS NULL OR filed_on > CAST($at AS DATE))
