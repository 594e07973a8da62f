/*
id = "screening_online_rate"
zh = "安检机在线率"
en = "Screening machines online"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按日报送；未报在线时长的为缺数。"
scope_en = "Daily returns; days without online minutes are missing."
tables = ["screening"]
finest = "village"
plan_items = ["SX-141", "IM-112"]
formula_zh = "在线时长 ÷ 应开机时长 × 100 %"
formula_en = "minutes online ÷ minutes due × 100 %"
numerator_zh = "在线时长"
numerator_en = "minutes online"
denominator_zh = "应开机时长"
denominator_en = "minutes due"
reference = "绿盾工程安检机联网"
*/
SELECT
  s.division,
  p.period,
  SUM(s.minutes_online) AS numerator,
  SUM(s.minutes_due) AS denominator
FROM screening AS s
JOIN periods AS p ON s.day >= p.start_date AND s.day < p.end_date
GROUP BY s.division, p.period, s.minutes_online IS NULL
