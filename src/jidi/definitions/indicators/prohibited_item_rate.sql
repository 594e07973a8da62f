/*
id = "prohibited_item_rate"
zh = "禁寄物品检出率"
en = "Prohibited items found"
topic = "safety"
unit = "ppm"
measure = "ratio"
scale = 1000000
precision = 1
direction = "none"
sampling = "events"
scope_zh = "按日报送；未报件数的为缺数。"
scope_en = "Daily returns; days without counts are missing."
tables = ["screening"]
finest = "village"
plan_items = ["SX-099", "IM-028"]
formula_zh = "确认禁寄件数 ÷ 过检件数 × 100万"
formula_en = "items confirmed prohibited ÷ items screened × 1 000 000"
numerator_zh = "确认禁寄件数"
numerator_en = "items confirmed prohibited"
denominator_zh = "过检件数"
denominator_en = "items screened"
reference = "禁止寄递物品管理规定"
*/
SELECT
  s.division,
  p.period,
  SUM(CASE WHEN s.items_screened IS NOT NULL THEN s.items_confirmed END) AS numerator,
  SUM(s.items_screened) AS denominator
FROM screening AS s
JOIN periods AS p ON s.day >= p.start_date AND s.day < p.end_date
GROUP BY s.division, p.period, s.items_confirmed IS NULL OR s.items_screened IS NULL
