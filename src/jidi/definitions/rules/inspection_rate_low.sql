/*
id = "inspection_rate_low"
zh = "收寄验视率偏低"
en = "Inspected parcels too low"
cause = "safety"
severity = "urgent"
subjects = ["company_county", "facility"]
unit = "%"
comparator = "<"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "县（市）邮政管理部门，企业安全负责人"
who_en = "county regulator and the company's safety officer"
act_within_hours = 72
article = "邮件快件收寄验视规定；快递暂行条例"
tables = []
says_zh = "{subject} 当日验视率 {value}%，低于界限 {threshold}%（目标扣除偶然）"
says_en = "{subject}: inspected parcels of the day {value} %, below the limit of {threshold} % (target less chance)"

[parameters]
target = { zh = "目标", en = "Target", unit = "%", value = 99.8, source = "内蒙古自治区“十四五”邮政业发展规划：三项制度同列", own_choice = true }
deviate = { zh = "偏离标准差数，越过才算偏低", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels judged", unit = "件", value = 20, own_choice = true }

[evidence]
due = { zh = "应查件数", en = "Parcels that are due", unit = "件" }
missing = { zh = "未验视", en = "Not inspected", unit = "件" }
chance = { zh = "目标下偶然缺少的上限", en = "Missing that chance explains at the target", unit = "件" }
*/
WITH judged AS (
  SELECT
    *,
    POWER(SQRT(due * (100 - $target) / 100 + 0.375) + $deviate / 2, 2) - 0.375 AS chance
  FROM acceptance
  WHERE mark = 'inspected' AND due >= $fewest
)
SELECT
  subject_kind,
  subject,
  division,
  $at - INTERVAL '24' HOUR AS window_start,
  $at AS window_end,
  100.0 * (due - missing) / due AS value,
  -- The target less what chance explains.
  100.0 * (due - LEAST(chance, due)) / due AS threshold,
  CAST(due AS DOUBLE) AS due,
  CAST(missing AS DOUBLE) AS missing,
  chance
FROM judged
