/*
id = "village_daily_parcels"
zh = "建制村日均投递量"
en = "Parcels a day per village"
topic = "rural"
unit = "件/日"
measure = "mean"
precision = 1
direction = "none"
scope_zh = "期末有服务记录的建制村；未登记投递量的为缺数。"
scope_en = "Villages with a record at the end; those without a figure are missing."
tables = ["village_service"]
finest = "village"
over_time = "stock"
plan_items = ["SX-086"]
formula_zh = "日均投递量 ÷ 有服务记录的建制村"
formula_en = "parcels a day ÷ villages with a record"
numerator_zh = "日均投递量"
numerator_en = "parcels a day"
denominator_zh = "有服务记录的建制村"
denominator_en = "villages with a record"
reference = "三级物流规划输入"
own_choice = true
*/
SELECT
  s.village AS division,
  p.period,
  SUM(s.daily_parcels) AS numerator,
  SUM(1.0) AS denominator
FROM village_service AS s
JOIN periods AS p
  ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
GROUP BY s.village, p.period, s.daily_parcels IS NULL
