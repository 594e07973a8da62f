/*
id = "mean_hours_end_to_end"
zh = "全程时限"
en = "Hours end to end"
topic = "service"
unit = "小时"
measure = "mean"
precision = 1
direction = "down"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；国内异地；未投递或先投递后收寄的为缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; domestic inter-city; parcels not attempted, or attempted before acceptance, are missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-046", "IM-050"]
formula_zh = "收寄至首次投递的小时数之和 ÷ 国内异地快件"
formula_en = "hours from acceptance to the first attempt ÷ domestic inter-city parcels"
numerator_zh = "收寄至首次投递的小时数之和"
numerator_en = "hours from acceptance to the first attempt"
denominator_zh = "国内异地快件"
denominator_en = "domestic inter-city parcels"
reference = "国家邮政局全程时限：收寄至首次投递"
published_as = ["delivery_time"]
*/
-- Whole seconds are added and divided last: their sum is exact in whatever order they come.
SELECT
  c.from_division AS division,
  p.period,
  SUM(CASE WHEN c.first_attempt_at >= c.accepted_at
    THEN EPOCH(c.first_attempt_at) - EPOCH(c.accepted_at) END) / 3600 AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
WHERE c.segment = 'inter_city'
GROUP BY c.from_division, p.period, (c.first_attempt_at >= c.accepted_at) IS NOT TRUE
