/*
id = "patrol_closure_rate"
zh = "视频巡查整改率"
en = "Patrol findings closed"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按日报送；发现或整改未报的为缺数。"
scope_en = "Daily returns; days without findings or closures are missing."
tables = ["video"]
finest = "village"
plan_items = ["SX-126", "IM-111"]
formula_zh = "已整改 ÷ 巡查发现 × 100 %"
formula_en = "findings closed ÷ patrol findings × 100 %"
numerator_zh = "已整改"
numerator_en = "findings closed"
denominator_zh = "巡查发现"
denominator_en = "patrol findings"
reference = "互联网+监管、视频巡查"
*/
SELECT
  s.division,
  p.period,
  SUM(CASE WHEN s.findings IS NOT NULL THEN s.closed END) AS numerator,
  SUM(s.findings) AS denominator
FROM video AS s
JOIN periods AS p ON s.day >= p.start_date AND s.day < p.end_date
GROUP BY s.division, p.period, s.closed IS NULL OR s.findings IS NULL
