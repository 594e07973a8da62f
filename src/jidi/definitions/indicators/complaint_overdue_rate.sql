/*
id = "complaint_overdue_rate"
zh = "申诉逾期率"
en = "Complaints answered late"
topic = "complaint"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "down"
scope_zh = "按应答复日期；应答复日当天答复不算逾期；账册最后一次受理之时尚未到期的未定，计缺数。"
scope_en = "By due date; an answer on that day is in time; those not yet due at the last receipt of the book are undecided and missing."
tables = ["complaint"]
finest = "county"
plan_items = ["IM-052"]
formula_zh = "逾期答复或逾期未答复的申诉 ÷ 时期内应答复的申诉 × 100 %"
formula_en = "complaints answered late or not at all ÷ complaints due in the period × 100 %"
numerator_zh = "逾期答复或逾期未答复的申诉"
numerator_en = "complaints answered late or not at all"
denominator_zh = "时期内应答复的申诉"
denominator_en = "complaints due in the period"
reference = "邮政法第六十五条：三十日内答复"
*/
WITH horizon AS (
  SELECT MAX(received_on) AS seen FROM complaint
),
judged AS (
  SELECT
    c.division,
    c.due_on,
    CASE
      WHEN c.answered_on <= c.due_on THEN 0.0
      WHEN c.answered_on > c.due_on OR h.seen > c.due_on THEN 1.0
    END AS overdue
  FROM complaint AS c
  CROSS JOIN horizon AS h
)
SELECT
  c.division,
  p.period,
  SUM(c.overdue) AS numerator,
  SUM(1.0) AS denominator
FROM judged AS c
JOIN periods AS p ON c.due_on >= p.start_date AND c.due_on < p.end_date
GROUP BY c.division, p.period, c.overdue IS NULL
