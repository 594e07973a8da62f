/*
id = "promise_kept_rate"
zh = "承诺时限兑现率"
en = "Promises kept"
topic = "service"
unit = "%"
measure = "ratio"
scale = 100
precision = 2
direction = "up"
sampling = "sample"
design_effect = 2.0
scope_zh = "本省收寄的快件，按收寄时间与寄出地；账册中最后一次收寄之时仍未到期、也未投递的为未定，计缺数。"
scope_en = "Parcels accepted in the province, by time and place of acceptance; parcels neither attempted nor due when the last acceptance of the book was recorded are undecided and missing."
tables = ["parcel"]
finest = "village"
plan_items = ["IM-074"]
formula_zh = "首次投递不晚于承诺时间的快件 ÷ 有承诺时间的快件 × 100 %"
formula_en = "parcels first attempted by the time promised ÷ parcels with a promised time × 100 %"
numerator_zh = "首次投递不晚于承诺时间的快件"
numerator_en = "parcels first attempted by the time promised"
denominator_zh = "有承诺时间的快件"
denominator_en = "parcels with a promised time"
reference = "承诺服务（当日达、次晨达）兑现"
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
      WHEN c.first_attempt_at <= c.promised_at THEN 1.0
      WHEN c.first_attempt_at > c.promised_at THEN 0.0
      WHEN c.outcome = 'lost' OR h.seen > c.promised_at THEN 0.0
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
