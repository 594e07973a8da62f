/*
id = "delay_rate"
zh = "快件延误率"
en = "Delay rate"
topic = "service"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "down"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；账册中最后一次收寄之时仍未到期、也未投递的为未定，计缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; parcels neither attempted nor due when the last acceptance of the book was recorded are undecided and missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-045"]
formula_zh = "超过承诺时间投递的快件（丢失另计） ÷ 有承诺时间的快件 × 100 %"
formula_en = "parcels attempted after the time promised (lost ones count elsewhere) ÷ parcels with a promised time × 100 %"
numerator_zh = "超过承诺时间投递的快件（丢失另计）"
numerator_en = "parcels attempted after the time promised (lost ones count elsewhere)"
denominator_zh = "有承诺时间的快件"
denominator_en = "parcels with a promised time"
reference = "GB/T 27917.3；按收寄批次"
own_choice = true
*/
WITH horizon AS (
  SELECT MAX(accepted_at) AS seen FROM parcel
),
judged AS (
  SELECT
    c.from_division,
    c.accepted_at,
    CASE
      WHEN c.first_attempt_at <= c.promised_at OR c.outcome = 'lost' THEN 0.0
      WHEN c.first_attempt_at > c.promised_at OR h.seen > c.promised_at THEN 1.0
    END AS hit
  FROM parcel AS c
  CROSS JOIN horizon AS h
  WHERE c.promised_at IS NOT NULL
)
SELECT
  c.from_division AS division,
  p.period,
  SUM(c.hit) AS numerator,
  SUM(1.0) AS denominator
FROM judged AS c
JOIN periods AS p ON c.accepted_at >= p.start_date AND c.accepted_at < p.end_date
JOIN divisions AS v
  ON v.level = 'province' AND SUBSTR(v.code, 1, 2) = SUBSTR(c.from_division, 1, 2)
GROUP BY c.from_division, p.period, c.hit IS NULL
