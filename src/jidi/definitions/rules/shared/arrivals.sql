/*
id = "arrivals"
zh = "三日内到达的轨迹，按企业与到达的分钟计"
en = "Events that arrived within three days, by company and the minute of their arrival"
tables = ["event"]
*/
-- An event that arrives a week or more after it happened tells of an old matter, not of a feed.
SELECT
  operator_id,
  DATE_TRUNC('MINUTE', received_at) AS arrived_in,
  MAX(received_at) AS newest_at,
  COUNT(*) AS events,
  SUM(CASE WHEN EPOCH(received_at) - EPOCH(occurred_at) >= 21600 THEN 1 ELSE 0 END) AS late
FROM event
WHERE received_at <= $at
  AND received_at >= DATE_TRUNC('MINUTE', $at - INTERVAL '72' HOUR)
  AND EPOCH(received_at) - EPOCH(occurred_at) < 604800
  AND occurred_at > $at - INTERVAL '241' HOUR
GROUP BY 1, 2
