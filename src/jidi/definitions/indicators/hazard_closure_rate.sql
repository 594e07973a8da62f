/*
id = "hazard_closure_rate"
zh = "隐患整改率"
en = "Hazards closed"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "时期内检查发现的隐患；期末当日及以后整改的不计入分子。"
scope_en = "Hazards found in the period; those closed after its end are not yet closed."
tables = ["inspection"]
finest = "village"
plan_items = ["SX-139", "IM-112"]
formula_zh = "期末前整改完成的隐患 ÷ 时期内发现的隐患 × 100 %"
formula_en = "hazards closed before the end ÷ hazards found in the period × 100 %"
numerator_zh = "期末前整改完成的隐患"
numerator_en = "hazards closed before the end"
denominator_zh = "时期内发现的隐患"
denominator_en = "hazards found in the period"
reference = "隐患排查治理闭环"
*/
SELECT
  i.division,
  p.period,
  SUM(CASE WHEN i.closed_on < p.end_date THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM inspection AS i
JOIN periods AS p ON i.inspected_on >= p.start_date AND i.inspected_on < p.end_date
WHERE i.hazard
GROUP BY i.division, p.period
