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
/* Whole seconds are added and divided last: their sum is exact in whatever order they come. Scans that
were taken back are few: they are taken off again, for to look every scan up would take far longer. */
WITH delay AS (
  SELECT
    e.division, p.period, e.received_at < e.occurred_at AS is_early,
    SUM(CASE WHEN e.received_at >= e.occurred_at
      THEN EPOCH(e.received_at) - EPOCH(e.occurred_at) END) AS seconds,
    SUM(1.0) AS scans
  FROM event AS e
  JOIN periods AS p ON e.occurred_at >= p.start_date AND e.occurred_at < p.end_date
  WHERE e.withdrawn_at IS NULL
  GROUP BY e.division, p.period, e.received_at < e.occurred_at
  UNION ALL
  SELECT
    e.division, p.period, e.received_at < e.occurred_at AS is_early,
    -SUM(CASE WHEN e.received_at >= e.occurred_at
      THEN EPOCH(e.received_at) - EPOCH(e.occurred_at) END) AS seconds,
    -SUM(1.0) AS scans
  FROM event AS e
  JOIN taken_back AS t ON t.parcel_id = e.parcel_id AND t.event_id = e.event_id
  JOIN periods AS p ON e.occurred_at >= p.start_date AND e.occurred_at < p.end_date
  WHERE e.withdrawn_at IS NULL
  GROUP BY e.division, p.period, e.received_at < e.occurred_at
)
SELECT
  d.division,
  d.period,
  SUM(d.seconds) / 60 AS numerator,
  SUM(d.scans) AS denominator
FROM delay AS d
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(d.division, 1, 2)
GROUP BY d.division, d.period, d.is_early
HAVING SUM(d.scans) > 0
