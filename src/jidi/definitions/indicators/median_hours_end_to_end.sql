/*
id = "median_hours_end_to_end"
zh = "全程时限中位数"
en = "Median hours end to end"
topic = "service"
unit = "小时"
measure = "mean"
precision = 1
direction = "down"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；国内异地，已投递。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; domestic inter-city, attempted."
tables = ["parcel"]
finest = "village"
rollup = "recompute"
plan_items = ["SX-046", "IM-050"]
formula_zh = "全部快件的中位数，逐级重算"
formula_en = "median over all parcels, taken anew at every level"
numerator_zh = "收寄至首次投递小时数的中位数"
numerator_en = "median of the hours from acceptance to the first attempt"
denominator_zh = "一"
denominator_en = "one"
reference = "收寄至首次投递"
own_choice = true
*/
SELECT
  a.ancestor AS division,
  p.period,
  MEDIAN((EPOCH(c.first_attempt_at) - EPOCH(c.accepted_at)) / 3600) AS numerator,
  1.0 AS denominator
FROM parcel AS c
JOIN placement AS a ON a.division = c.from_division
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
WHERE c.segment = 'inter_city' AND c.first_attempt_at >= c.accepted_at
GROUP BY a.ancestor, p.period
