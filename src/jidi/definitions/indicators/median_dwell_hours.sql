/*
id = "median_dwell_hours"
zh = "箱柜滞留时间中位数"
en = "Median dwell in lockers"
topic = "last_mile"
unit = "小时"
measure = "mean"
precision = 1
direction = "down"
sampling = "sample"
design_effect = 2.0
scope_zh = "按入柜时间；仍在柜中的不计。"
scope_en = "By time of deposit; parcels still inside do not count."
tables = ["locker_deposit"]
finest = "village"
rollup = "recompute"
plan_items = ["SX-068"]
formula_zh = "全部入柜的中位数，逐级重算"
formula_en = "median over all deposits, taken anew at every level"
numerator_zh = "入柜至取件或退回小时数的中位数"
numerator_en = "median hours from deposit to pick-up or return"
denominator_zh = "一"
denominator_en = "one"
reference = "入柜至取件"
own_choice = true
*/
SELECT
  a.ancestor AS division,
  p.period,
  MEDIAN(
    (EPOCH(COALESCE(d.picked_up_at, d.returned_at)) - EPOCH(d.deposited_at)) / 3600
  ) AS numerator,
  1.0 AS denominator
FROM locker_deposit AS d
JOIN placement AS a ON a.division = d.division
JOIN periods AS p ON d.deposited_at >= p.start_date AND d.deposited_at < p.end_date
WHERE COALESCE(d.picked_up_at, d.returned_at) >= d.deposited_at
GROUP BY a.ancestor, p.period
