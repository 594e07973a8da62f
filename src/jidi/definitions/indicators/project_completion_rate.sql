/*
id = "project_completion_rate"
zh = "规划项目按期完成率"
en = "Projects finished on time"
topic = "administration"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "项目与里程碑，按应完成日期；没有应完成日期的不计，未填报的不作未完成，另计为缺数。"
scope_en = "Projects and milestones, by due date; those without one do not count, and those that nobody reported are missing, not unfinished."
tables = ["project"]
finest = "county"
plan_items = ["SX-032", "IM-061"]
formula_zh = "按期完成的项目 ÷ 时期内应完成的项目 × 100 %"
formula_en = "projects finished by their due date ÷ projects due in the period × 100 %"
numerator_zh = "按期完成的项目"
numerator_en = "projects finished by their due date"
denominator_zh = "时期内应完成的项目"
denominator_en = "projects due in the period"
reference = "责任台账（jidi register）"
*/
SELECT
  j.division,
  p.period,
  CASE
    WHEN j.status = 'unreported' THEN CAST(NULL AS DOUBLE)
    WHEN j.finished_on <= j.due_on THEN 1.0
    ELSE 0.0
  END AS numerator,
  1.0 AS denominator
FROM project AS j
JOIN periods AS p ON j.due_on >= p.start_date AND j.due_on < p.end_date
WHERE j.form IS NULL OR j.form IN ('project', 'milestone')
