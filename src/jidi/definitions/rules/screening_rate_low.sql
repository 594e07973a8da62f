/*
id = "screening_rate_low"
zh = "过机安检率偏低"
en = "Screened parcels too low"
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
article = "反恐怖主义法第二十条；邮政业寄递安全监督管理办法 2020年第1号"
tables = []
says_zh = "{subject} 当日安检率 {value}%，低于界限 {threshold}%（目标扣除偶然）"
says_en = "{subject}: screened parcels of the day {value} %, below the limit of {threshold} % (target less chance)"

[parameters]
target = { zh = "目标", en = "Target", unit = "%", value = 99.8, source = "内蒙古自治区“十四五”邮政业发展规划：三项制度同列", own_choice = true }
deviate = { zh = "偏离标准差数，越过才算偏低", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels judged", unit = "件", value = 20, own_choice = true }

[evidence]
due = { zh = "应查件数", en = "Parcels that are due", unit = "件" }
missing = { zh = "未过机安检", en = "Not screened", unit = "件" }
chance = { zh = "目标下偶然缺少的上限", en = "Missing that chance explains at the target", unit = "件" }
*/
WITH judged AS (
  SELECT
    *,
    POWER(SQRT(due * (100 - $target) / 100 + 0.375) + $deviate / 2, 2) - 0.375 AS chance
  FROM acceptance
  WHERE mark = 'screened' AND due >= $fewest
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
