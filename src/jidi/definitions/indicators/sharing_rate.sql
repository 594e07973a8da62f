/*
id = "sharing_rate"
zh = "末端设施共用率"
en = "Shared last-mile sites"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "末端网点、村级服务点、乡镇站与校园站，期末在用；未登记该项的为缺数。"
scope_en = "End points, village points, township and campus stations, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-066", "IM-058"]
formula_zh = "多品牌共用的站点 ÷ 末端网点、村级服务点、乡镇站与校园站 × 100 %"
formula_en = "sites shared by several brands ÷ end points, village points, township and campus stations × 100 %"
numerator_zh = "多品牌共用的站点"
numerator_en = "sites shared by several brands"
denominator_zh = "末端网点、村级服务点、乡镇站与校园站"
denominator_en = "end points, village points, township and campus stations"
reference = "山西规划三3"
own_choice = true
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.shared AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind IN ('end_point', 'village_point', 'township_station', 'campus_station')
GROUP BY f.division, p.period, f.shared IS NULL
