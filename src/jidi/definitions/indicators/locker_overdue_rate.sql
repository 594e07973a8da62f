/*
id = "locker_overdue_rate"
zh = "入柜滞留率"
en = "Locker deposits that stay too long"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "down"
sampling = "sample"
design_effect = 2.0
scope_zh = "按入柜时间；取出或退回距入柜超过24小时（本平台设计）；仍在柜中的为缺数。"
scope_en = "By time of deposit; more than 24 hours from deposit to pick-up or return (own choice); what is still inside is missing."
tables = ["locker_deposit"]
finest = "village"
plan_items = ["SX-068"]
formula_zh = "在柜超过24小时的入柜 ÷ 入柜 × 100 %"
formula_en = "deposits inside for more than 24 hours ÷ deposits × 100 %"
numerator_zh = "在柜超过24小时的入柜"
numerator_en = "deposits inside for more than 24 hours"
denominator_zh = "入柜"
denominator_en = "deposits"
reference = "本平台设计；免费保管时间各品牌不一"
*/
SELECT
  d.division,
  p.period,
  SUM(
    CASE
      WHEN COALESCE(d.picked_up_at, d.returned_at) > d.deposited_at + INTERVAL '24' HOUR THEN 1.0
      WHEN COALESCE(d.picked_up_at, d.returned_at) IS NOT NULL THEN 0.0
    END
  ) AS numerator,
  SUM(1.0) AS denominator
FROM locker_deposit AS d
JOIN periods AS p ON d.deposited_at >= p.start_date AND d.deposited_at < p.end_date
GROUP BY d.division, p.period, COALESCE(d.picked_up_at, d.returned_at) IS NULL
