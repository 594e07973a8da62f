/*
id = "real_name_rate_low"
zh = "实名收寄率偏低"
en = "Verified senders too low"
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
article = "邮件快件实名收寄管理办法；反恐怖主义法第二十条"
tables = []
says_zh = "{subject} 当日实名收寄率 {value}%，低于界限 {threshold}%（目标扣除偶然）"
says_en = "{subject}: verified senders of the day {value} %, below the limit of {threshold} % (target less chance)"

[parameters]
target = { zh = "目标", en = "Target", unit = "%", law = "real_name_rate_target" }
deviate = { zh = "偏离标准差数，越过才算偏低", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels judged", unit = "件", value = 20, own_choice = true }

[evidence]
due = { zh = "应查件数", en = "Parcels that are due", unit = "件" }
missing = { zh = "未实名", en = "Without a verified sender", unit = "件" }
chance = { zh = "目标下偶然缺少的上限", en = "Missing that chance explains at the target", unit = "件" }
*/
WITH judged AS (
  SELECT
    *,
    POWER(SQRT(due * (100 - $target) / 100 + 0.375) + $deviate / 2, 2) - 0.375 AS chance
  FROM acceptance
  WHERE mark = 'real_name' AND due >= $fewest
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
