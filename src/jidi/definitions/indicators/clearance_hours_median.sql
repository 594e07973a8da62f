/*
id = "clearance_hours_median"
zh = "通关时间中位数"
en = "Median clearance time"
topic = "cross_border"
unit = "小时"
measure = "mean"
precision = 1
direction = "down"
scope_zh = "按呈验时间，已放行的总包，进出口合计。"
scope_en = "By time of presentation, released dispatches, both directions."
tables = ["dispatch"]
finest = "county"
rollup = "recompute"
plan_items = ["IM-049", "IM-094"]
formula_zh = "全部总包的中位数，逐级重算"
formula_en = "median over all dispatches, taken anew at every level"
numerator_zh = "呈验至放行小时数的中位数"
numerator_en = "median hours from presentation to release"
denominator_zh = "一"
denominator_en = "one"
reference = "放行 − 呈验"
own_choice = true
*/
SELECT
  a.ancestor AS division,
  p.period,
  MEDIAN((EPOCH(d.released_at) - EPOCH(d.presented_at)) / 3600) AS numerator,
  1.0 AS denominator
FROM dispatch AS d
JOIN placement AS a ON a.division = d.division
JOIN periods AS p ON d.presented_at >= p.start_date AND d.presented_at < p.end_date
WHERE d.released_at >= d.presented_at
GROUP BY a.ancestor, p.period
