/*
id = "clearance_24h_rate"
zh = "24小时放行率"
en = "Released within 24 hours"
topic = "cross_border"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按呈验时间；账册最后一次呈验之时未满24小时也未放行的未定，计缺数；先放行后呈验的记录为缺数。"
scope_en = "By time of presentation; those neither released nor 24 hours old at the last presentation of the book are undecided and missing; releases before presentation are missing."
tables = ["dispatch"]
finest = "county"
plan_items = ["IM-049"]
formula_zh = "24小时内放行的总包 ÷ 呈验的总包 × 100 %"
formula_en = "dispatches released within 24 hours ÷ dispatches presented × 100 %"
numerator_zh = "24小时内放行的总包"
numerator_en = "dispatches released within 24 hours"
denominator_zh = "呈验的总包"
denominator_en = "dispatches presented"
reference = "放行 − 呈验"
own_choice = true
*/
WITH horizon AS (
  SELECT MAX(presented_at) AS seen FROM dispatch
),
judged AS (
  SELECT
    d.division,
    d.presented_at,
    CASE
      WHEN d.released_at < d.presented_at THEN NULL
      WHEN EPOCH(d.released_at) - EPOCH(d.presented_at) <= 24 * 3600 THEN 1.0
      WHEN d.released_at IS NOT NULL OR EPOCH(h.seen) - EPOCH(d.presented_at) > 24 * 3600 THEN 0.0
    END AS hit
  FROM dispatch AS d
  CROSS JOIN horizon AS h
)
SELECT
  j.division,
  p.period,
  SUM(j.hit) AS numerator,
  SUM(1.0) AS denominator
FROM judged AS j
JOIN periods AS p ON j.presented_at >= p.start_date AND j.presented_at < p.end_date
GROUP BY j.division, p.period, j.hit IS NULL
