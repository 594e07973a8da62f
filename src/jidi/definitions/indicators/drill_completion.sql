/*
id = "drill_completion"
zh = "演练与预案评估完成率"
en = "Drills and plan reviews held"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按计划日期；提前开展的计入。"
scope_en = "By due date; those held early count."
tables = ["drill"]
finest = "county"
plan_items = ["SX-145", "IM-109"]
formula_zh = "期末前开展的演练与评估 ÷ 时期内应开展的演练与评估 × 100 %"
formula_en = "drills and reviews held before the end ÷ drills and reviews due in the period × 100 %"
numerator_zh = "期末前开展的演练与评估"
numerator_en = "drills and reviews held before the end"
denominator_zh = "时期内应开展的演练与评估"
denominator_en = "drills and reviews due in the period"
reference = "突发事件应对法；国家邮政业突发事件应急预案"
*/
SELECT
  r.division,
  p.period,
  SUM(CASE WHEN r.held_on < p.end_date THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM drill AS r
JOIN periods AS p ON r.due_on >= p.start_date AND r.due_on < p.end_date
GROUP BY r.division, p.period
