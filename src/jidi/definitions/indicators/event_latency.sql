/*
id = "event_latency"
zh = "轨迹上传时延"
en = "Delay of scans"
topic = "service"
unit = "分钟"
measure = "mean"
precision = 1
direction = "down"
sampling = "sample"
design_effect = 10.0
scope_zh = "发生在本省的事件；到达早于发生的为缺数。"
scope_en = "Events in the province; those that arrive before they occur are missing."
tables = ["event"]
finest = "village"
plan_items = ["SX-104", "IM-114"]
formula_zh = "发生至到达的分钟数之和 ÷ 事件数"
formula_en = "minutes from occurrence to arrival ÷ events"
numerator_zh = "发生至到达的分钟数之和"
numerator_en = "minutes from occurrence to arrival"
denominator_zh = "事件数"
denominator_en = "events"
reference = "YZ/T 0131"
own_choice = true
*/
-- Whole seconds are added and divided last: their sum is exact in whatever order they come.
SELECT
  e.division,
  p.period,
  SUM(CASE WHEN e.received_at >= e.occurred_at
    THEN EPOCH(e.received_at) - EPOCH(e.occurred_at) END) / 60 AS numerator,
  SUM(1.0) AS denominator
FROM event AS e
JOIN periods AS p ON e.occurred_at >= p.start_date AND e.occurred_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(e.division, 1, 2)
WHERE e.withdrawn_at IS NULL
GROUP BY e.division, p.period, e.received_at < e.occurred_at
