/*
id = "complaint_spike"
zh = "申诉激增"
en = "A spike of complaints"
cause = "complaint"
severity = "warning"
subjects = ["company_county"]
unit = "件"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 3
who_zh = "省邮政业消费者申诉受理机构；县（市）邮政管理部门约谈"
who_en = "the provincial complaint office; the county regulator summons the company"
act_within_hours = 72
own_choice = true
tables = ["complaint"]
says_zh = "{subject} 十四日申诉 {value} 件，超过泊松界限 {threshold} 件"
says_en = "{subject}: {value} complaints in fourteen days, above the Poisson limit {threshold}"
faults = ["complaint_spike"]
fault_days = 3

[parameters]
deviate = { zh = "泊松界限的标准差数（单侧十万分之三）", en = "Deviations of the Poisson limit, one side 3 in 100,000", value = 4, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest complaints", unit = "件", value = 8, own_choice = true }

[evidence]
expected = { zh = "按上一年推算的十四日件数", en = "Expected in fourteen days by the year before", unit = "件" }
year_before = { zh = "此前365日件数", en = "Complaints of the 365 days before", unit = "件" }
*/
WITH counted AS (
  SELECT
    operator_id,
    SUBSTR(division, 1, 6) || '000000' AS division,
    SUM(CASE WHEN received_on > CAST($at - INTERVAL '336' HOUR AS DATE) THEN 1 ELSE 0 END) AS now,
    SUM(CASE WHEN received_on > CAST($at - INTERVAL '336' HOUR AS DATE) THEN 0 ELSE 1 END) AS before
  FROM complaint
  WHERE received_on <= CAST($at AS DATE)
    AND received_on > CAST($at - INTERVAL '9096' HOUR AS DATE)
  GROUP BY 1, 2
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at - INTERVAL '336' HOUR AS window_start,
  $at AS window_end,
  CAST(now AS DOUBLE) AS value,
  GREATEST(
    $fewest, POWER(SQRT(before * 14.0 / 365 + 0.375) + $deviate / 2, 2) - 0.375
  ) AS threshold,
  before * 14.0 / 365 AS expected,
  CAST(before AS DOUBLE) AS year_before
FROM counted
