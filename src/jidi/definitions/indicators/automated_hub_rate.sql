/*
id = "automated_hub_rate"
zh = "分拨中心自动化率"
en = "Hubs with automatic sorting"
topic = "network"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分拨中心，期末在用；未登记该项的为缺数。"
scope_en = "Hubs, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-105", "IM-105", "IM-053"]
formula_zh = "有自动分拣线的分拨中心 ÷ 分拨中心 × 100 %"
formula_en = "hubs with automatic sorting lines ÷ hubs × 100 %"
numerator_zh = "有自动分拣线的分拨中心"
numerator_en = "hubs with automatic sorting lines"
denominator_zh = "分拨中心"
denominator_en = "hubs"
reference = "山西规划三13"
own_choice = true
*/
SELECT
  f.division,
  p.period,
  SUM(CASE WHEN f.sorting_lines > 0 THEN 1.0 WHEN f.sorting_lines = 0 THEN 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind = 'hub'
GROUP BY f.division, p.period, f.sorting_lines IS NULL
