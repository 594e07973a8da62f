/*
id = "real_name_rate"
zh = "实名收寄率"
en = "Real-name acceptance"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；未登记的为缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; where it is not recorded the parcel is missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-138", "SX-140", "IM-022", "IM-113"]
formula_zh = "已实名的快件 ÷ 须实名的快件 × 100 %"
formula_en = "parcels with a checked name ÷ parcels that need a real name × 100 %"
numerator_zh = "已实名的快件"
numerator_en = "parcels with a checked name"
denominator_zh = "须实名的快件"
denominator_en = "parcels that need a real name"
reference = "快递暂行条例第二十二条；邮件快件实名收寄管理办法"
published_as = ["real_name_rate"]
*/
SELECT
  c.from_division AS division,
  p.period,
  SUM(CAST(c.real_name AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
WHERE c.real_name_required
GROUP BY c.from_division, p.period, c.real_name IS NULL
