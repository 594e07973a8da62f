/*
id = "notice_rate"
zh = "入柜通知率"
en = "Recipients notified"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "按入柜时间；未登记的为缺数。"
scope_en = "By time of deposit; where it is not recorded the deposit is missing."
tables = ["locker_deposit"]
finest = "village"
plan_items = ["SX-068"]
formula_zh = "已通知收件人的入柜 ÷ 入柜 × 100 %"
formula_en = "deposits notified ÷ deposits × 100 %"
numerator_zh = "已通知收件人的入柜"
numerator_en = "deposits notified"
denominator_zh = "入柜"
denominator_en = "deposits"
reference = "智能快件箱寄递服务管理办法"
*/
SELECT
  d.division,
  p.period,
  SUM(CAST(d.notified AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM locker_deposit AS d
JOIN periods AS p ON d.deposited_at >= p.start_date AND d.deposited_at < p.end_date
GROUP BY d.division, p.period, d.notified IS NULL
