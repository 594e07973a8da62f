/*
id = "locker_station_share"
zh = "箱站投递占比"
en = "Parcels delivered to lockers and stations"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "none"
sampling = "sample"
design_effect = 2.0
scope_zh = "寄达本省的快件，按收寄时间与寄达地；投递方式未登记的为缺数。"
scope_en = "Parcels to the province, by time of acceptance and destination; those without a mode are missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-068"]
formula_zh = "投递到箱柜或驿站的快件 ÷ 寄达本省的快件 × 100 %"
formula_en = "parcels delivered to a locker or station ÷ parcels to the province × 100 %"
numerator_zh = "投递到箱柜或驿站的快件"
numerator_en = "parcels delivered to a locker or station"
denominator_zh = "寄达本省的快件"
denominator_en = "parcels to the province"
reference = "末端投递方式"
own_choice = true
*/
SELECT
  c.to_division AS division,
  p.period,
  SUM(CASE
    WHEN c.delivery_mode IN ('locker', 'station') THEN 1.0
    WHEN c.delivery_mode IS NOT NULL THEN 0.0
  END) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.to_division, 1, 2)
GROUP BY c.to_division, p.period, c.delivery_mode IS NULL
