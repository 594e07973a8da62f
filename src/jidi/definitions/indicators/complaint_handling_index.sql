/*
id = "complaint_handling_index"
zh = "申诉处理工作综合指数"
en = "Complaint handling index"
topic = "complaint"
unit = "分"
measure = "mean"
scale = 100.0
precision = 1
direction = "up"
scope_zh = "按结案日期；五项各占0.2；平台指数，不等于国家邮政局公布的指数。"
scope_en = "By day of closing; five marks of 0.2 each; an index of this platform, not the one the State Post Bureau publishes."
tables = ["complaint"]
finest = "county"
plan_items = ["IM-052"]
formula_zh = "一次结案、按时答复、答复规范、工单规范、满意五项的加权得分 ÷ 已知各项的权重之和"
formula_en = "weighted marks: closed at once, in time, proper answer, proper form, satisfied ÷ weights of the marks that are known"
numerator_zh = "一次结案、按时答复、答复规范、工单规范、满意五项的加权得分"
numerator_en = "weighted marks: closed at once, in time, proper answer, proper form, satisfied"
denominator_zh = "已知各项的权重之和"
denominator_en = "weights of the marks that are known"
reference = "国家邮政局指数的构成未公开；权重可另立同名定义覆盖"
own_choice = true
*/
-- Five marks of equal weight. A mark that is not known takes its weight out of both sums.
WITH mark AS (
  SELECT
    c.division,
    c.closed_on,
    CAST(c.closed_once AS DOUBLE) AS once,
    CASE
      WHEN c.answered_on <= c.due_on THEN 1.0
      WHEN c.answered_on > c.due_on THEN 0.0
    END AS in_time,
    CAST(c.answer_proper AS DOUBLE) AS answer,
    CAST(c.form_proper AS DOUBLE) AS form,
    CAST(c.satisfied AS DOUBLE) AS satisfied
  FROM complaint AS c
),
scored AS (
  SELECT
    division,
    closed_on,
    0.2 * COALESCE(once, 0) + 0.2 * COALESCE(in_time, 0) + 0.2 * COALESCE(answer, 0)
      + 0.2 * COALESCE(form, 0) + 0.2 * COALESCE(satisfied, 0) AS score,
    CASE WHEN once IS NULL THEN 0.0 ELSE 0.2 END
      + CASE WHEN in_time IS NULL THEN 0.0 ELSE 0.2 END
      + CASE WHEN answer IS NULL THEN 0.0 ELSE 0.2 END
      + CASE WHEN form IS NULL THEN 0.0 ELSE 0.2 END
      + CASE WHEN satisfied IS NULL THEN 0.0 ELSE 0.2 END AS weight
  FROM mark
)
SELECT
  s.division,
  p.period,
  SUM(s.score) AS numerator,
  SUM(s.weight) AS denominator
FROM scored AS s
JOIN periods AS p ON s.closed_on >= p.start_date AND s.closed_on < p.end_date
GROUP BY s.division, p.period
