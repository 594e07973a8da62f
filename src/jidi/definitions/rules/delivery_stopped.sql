/*
id = "delivery_stopped"
zh = "停派"
en = "Delivery stopped in an area"
cause = "delivery"
severity = "urgent"
subjects = ["company_county"]
unit = "%"
comparator = "<"
every_hours = 1
fire_after = 1
clear_after = 2
who_zh = "企业省区负责人；县（市）邮政管理部门当日核实并公告"
who_en = "the company's provincial manager; the county regulator verifies and announces on the day"
act_within_hours = 12
article = "快递业务经营许可管理办法：停止经营须提前公告；界限为本平台设计"
tables = []
says_zh = "{subject} 到站快件派出比例 {value}%，低于 {threshold}%"
says_en = "{subject}: of what arrived {value} % went out, below {threshold} %"
faults = ["delivery_stopped"]
fault_days = 3

[parameters]
share = { zh = "派出比例下限", en = "Least share that goes out", unit = "%", value = 10, own_choice = true }
fewest = { zh = "最少到站件数", en = "Fewest parcels that arrived", unit = "件", value = 5, own_choice = true }

[evidence]
waiting = { zh = "到站24至96小时仍未派", en = "Arrived 24 to 96 hours ago and not sent out", unit = "件" }
moved = { zh = "同期已派出或终结", en = "Sent out or ended meanwhile", unit = "件" }
*/
WITH cell AS (
  SELECT
    s.operator_id,
    s.division,
    SUM(CASE WHEN s.step_rank = 80 AND s.silent_hours >= 24 THEN s.parcels ELSE 0 END) AS waiting,
    SUM(CASE WHEN s.step_rank > 80 THEN s.parcels ELSE 0 END) AS moved
  FROM standing AS s
  JOIN divisions AS d ON d.code = s.division
  WHERE s.step_rank >= 80 AND s.silent_hours < 96
  GROUP BY s.operator_id, s.division
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at - INTERVAL '96' HOUR AS window_start,
  $at AS window_end,
  100.0 * moved / (waiting + moved) AS value,
  $share AS threshold,
  CAST(waiting AS DOUBLE) AS waiting,
  CAST(moved AS DOUBLE) AS moved
FROM cell
WHERE waiting + moved >= $fewest
