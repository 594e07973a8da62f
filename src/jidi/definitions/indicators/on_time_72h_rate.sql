/*
id = "on_time_72h_rate"
zh = "72小时准时率"
en = "Delivered within 72 hours"
topic = "service"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；国内异地；账册中最后一次收寄之时仍未到期、也未投递的为未定，计缺数；先投递后收寄的记录为缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; domestic inter-city; parcels neither attempted nor due when the last acceptance of the book was recorded are undecided and missing; attempts before acceptance are missing."
tables = ["parcel"]
finest = "village"
plan_items = ["SX-046", "IM-050"]
formula_zh = "收寄至首次投递不超过72小时的快件 ÷ 国内异地快件 × 100 %"
formula_en = "parcels first attempted within 72 hours of acceptance ÷ domestic inter-city parcels × 100 %"
numerator_zh = "收寄至首次投递不超过72小时的快件"
numerator_en = "parcels first attempted within 72 hours of acceptance"
denominator_zh = "国内异地快件"
denominator_en = "domestic inter-city parcels"
reference = "国家邮政局快递时限准时率；GB/T 27917.3"
published_as = ["within_72h_rate"]
*/
WITH horizon AS (
  SELECT MAX(accepted_at) AS seen FROM parcel
),
judged AS (
  SELECT
    c.from_division,
    c.accepted_at,
    CASE
      WHEN c.first_attempt_at < c.accepted_at THEN NULL
      WHEN c.first_attempt_at IS NOT NULL
        AND EPOCH(c.first_attempt_at) - EPOCH(c.accepted_at) <= 72 * 3600 THEN 1.0
      WHEN c.first_attempt_at IS NOT NULL THEN 0.0
      WHEN c.outcome = 'lost' OR EPOCH(h.seen) - EPOCH(c.accepted_at) > 72 * 3600 THEN 0.0
    END AS hit
  FROM parcel AS c
  CROSS JOIN horizon AS h
  WHERE c.segment = 'inter_city'
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
