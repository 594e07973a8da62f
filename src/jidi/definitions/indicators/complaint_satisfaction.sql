/*
id = "complaint_satisfaction"
zh = "有效申诉处理满意率"
en = "Satisfaction with handled complaints"
topic = "complaint"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按结案日期，企业负有责任的申诉；未回访的为缺数。"
scope_en = "By day of closing, complaints the company is responsible for; those not asked are missing."
tables = ["complaint"]
finest = "county"
plan_items = ["IM-052"]
formula_zh = "满意的申诉 ÷ 已结案的有效申诉 × 100 %"
formula_en = "satisfied complainants ÷ valid complaints closed × 100 %"
numerator_zh = "满意的申诉"
numerator_en = "satisfied complainants"
denominator_zh = "已结案的有效申诉"
denominator_en = "valid complaints closed"
reference = "国家邮政局有效申诉处理满意率"
published_as = ["complaint_handling_satisfaction"]
*/
SELECT
  c.division,
  p.period,
  SUM(CAST(c.satisfied AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM complaint AS c
JOIN periods AS p ON c.closed_on >= p.start_date AND c.closed_on < p.end_date
WHERE c.responsibility = 'company'
GROUP BY c.division, p.period, c.satisfied IS NULL
