/*
id = "express_satisfaction"
zh = "快递服务公众满意度"
en = "Public satisfaction with express"
topic = "service"
unit = "分"
measure = "mean"
precision = 1
direction = "up"
sampling = "survey"
scope_zh = "第三方调查，按样本加权；调查起止日期完全落在时期之内。"
scope_en = "Third-party surveys, weighted by answers; surveys whose span lies wholly within the period."
tables = ["survey"]
finest = "county"
plan_items = ["SX-046", "IM-050"]
formula_zh = "得分之和 ÷ 有效样本"
formula_en = "sum of scores ÷ valid answers"
numerator_zh = "得分之和"
numerator_en = "sum of scores"
denominator_zh = "有效样本"
denominator_en = "valid answers"
reference = "国家邮政局满意度调查，百分制"
published_as = ["express_public_satisfaction"]
*/
SELECT
  s.division,
  p.period,
  SUM(s.score_sum) AS numerator,
  SUM(s.answers) AS denominator,
  CASE WHEN COUNT(s.score_square_sum) = COUNT(*) THEN SUM(s.score_square_sum) END AS squares
FROM survey AS s
JOIN periods AS p ON s.period_start >= p.start_date AND s.period_end <= p.end_date
WHERE s.kind = 'express_public'
GROUP BY s.division, p.period
