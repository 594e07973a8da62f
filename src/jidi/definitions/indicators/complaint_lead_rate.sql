/*
id = "complaint_lead_rate"
zh = "申诉转执法线索率"
en = "Valid complaints that became leads"
topic = "complaint"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "none"
scope_zh = "按受理日期，企业负有责任的申诉；未登记的为缺数。"
scope_en = "By day of receipt, complaints the company is responsible for; where it is not recorded the case is missing."
tables = ["complaint"]
finest = "county"
plan_items = ["SX-133", "IM-107"]
formula_zh = "转为执法线索的申诉 ÷ 有效申诉 × 100 %"
formula_en = "complaints that became leads ÷ valid complaints × 100 %"
numerator_zh = "转为执法线索的申诉"
numerator_en = "complaints that became leads"
denominator_zh = "有效申诉"
denominator_en = "valid complaints"
reference = "消费者申诉与市场执法联动"
*/
SELECT
  c.division,
  p.period,
  SUM(CAST(c.lead AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM complaint AS c
JOIN periods AS p ON c.received_on >= p.start_date AND c.received_on < p.end_date
WHERE c.responsibility = 'company'
GROUP BY c.division, p.period, c.lead IS NULL
