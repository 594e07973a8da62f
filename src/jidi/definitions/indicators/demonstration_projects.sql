/*
id = "demonstration_projects"
zh = "农业融合示范项目"
en = "Farm integration projects done"
topic = "integration"
unit = "个"
measure = "total"
precision = 0
direction = "up"
scope_zh = "类别为农业融合、未停止且已开工的项目；未填报的另计为缺数。"
scope_en = "Projects of the kind farm integration, begun and not stopped; those that nobody reported are missing."
tables = ["project"]
finest = "county"
over_time = "stock"
plan_items = ["SX-092", "IM-085"]
formula_zh = "期末前完成的农业融合项目之和"
formula_en = "sum of farm integration projects finished before the end"
numerator_zh = "期末前完成的农业融合项目"
numerator_en = "farm integration projects finished before the end"
reference = "山西规划专栏6；内蒙古规划三(三)"
*/
SELECT
  j.division,
  p.period,
  CASE
    WHEN j.status = 'unreported' THEN CAST(NULL AS DOUBLE)
    WHEN j.finished_on < p.end_date THEN 1.0
    ELSE 0.0
  END AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM project AS j
JOIN periods AS p
  ON j.status = 'unreported' OR COALESCE(j.started_on, j.finished_on) < p.end_date
WHERE j.kind = 'farm' AND j.status <> 'stopped' AND (j.form IS NULL OR j.form = 'project')
