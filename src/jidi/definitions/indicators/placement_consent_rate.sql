/*
id = "placement_consent_rate"
zh = "箱站投递征得同意率"
en = "Consent to locker or station"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "寄达本省、投递到箱站的快件；未登记的为缺数。"
scope_en = "Parcels to the province delivered to lockers or stations; where it is not recorded the parcel is missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-068"]
formula_zh = "征得收件人同意的快件 ÷ 投递到箱柜或驿站的快件 × 100 %"
formula_en = "parcels with the recipient's consent ÷ parcels delivered to a locker or station × 100 %"
numerator_zh = "征得收件人同意的快件"
numerator_en = "parcels with the recipient's consent"
denominator_zh = "投递到箱柜或驿站的快件"
denominator_en = "parcels delivered to a locker or station"
reference = "快递市场管理办法（2023年第22号令）"
*/
SELECT
  c.to_division AS division,
  p.period,
  SUM(CAST(c.consented AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM parcel AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.to_division, 1, 2)
WHERE c.delivery_mode IN ('locker', 'station')
GROUP BY c.to_division, p.period, c.consented IS NULL
