/*
id = "licence_expiring"
zh = "许可到期未延续"
en = "A licence expires or has expired"
cause = "licence"
severity = "warning"
subjects = ["licence"]
unit = "天"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "省邮政管理部门许可岗；企业"
who_en = "the licensing desk of the provincial regulator; the company"
act_within_hours = 240
article = "快递业务经营许可管理办法：有效期届满三十日前提出延续申请"
tables = ["licence"]
says_zh = "{subject} 距有效期届满 {value} 天，不足 {threshold} 天"
says_en = "{subject}: {value} days until it expires, fewer than {threshold}"
faults = ["licence_expired"]
fault_days = 0

[parameters]
lead = { zh = "应提前天数", en = "Days before expiry", unit = "天", law = "licence_renewal_lead" }

[evidence]
expired = { zh = "已过期", en = "Already expired", unit = "是否" }
*/
SELECT
  'licence' AS subject_kind,
  licence_id AS subject,
  SUBSTR(division, 1, 6) || '000000' AS division,
  CAST(granted_on AS TIMESTAMP) AS window_start,
  CAST(expires_on AS TIMESTAMP) AS window_end,
  (EPOCH(CAST(expires_on AS TIMESTAMP)) - EPOCH(CAST(CAST($at AS DATE) AS TIMESTAMP))) / 86400.0
    AS value,
  $lead AS threshold,
  CAST(CASE WHEN expires_on < CAST($at AS DATE) THEN 1 ELSE 0 END AS DOUBLE) AS expired
FROM licence
WHERE expires_on IS NOT NULL
  AND granted_on <= CAST($at AS DATE)
  AND (ended_on IS NULL OR ended_on > CAST($at AS DATE))
