/*
id = "village_fixed_service_rate"
zh = "四定服务率"
en = "Villages with fixed time, person, line and point"
topic = "rural"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分母为名录中的建制村（第三段2xx、3xx）；期末没有服务记录的村为缺数，不按未通计。"
scope_en = "Denominator: administrative villages of the roster (segment 2xx, 3xx); a village without a record at the end is missing, not unserved."
tables = ["village_service"]
finest = "village"
over_time = "stock"
plan_items = ["IM-072"]
formula_zh = "定时定人定线定点的建制村 ÷ 建制村 × 100 %"
formula_en = "villages with all four fixed ÷ administrative villages × 100 %"
numerator_zh = "定时定人定线定点的建制村"
numerator_en = "villages with all four fixed"
denominator_zh = "建制村"
denominator_en = "administrative villages"
reference = "内蒙古规划三(二)：定时、定人、定线、定点"
*/
WITH state AS (
  SELECT
    s.village,
    s.fixed_service,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  CAST(s.fixed_service AS DOUBLE) AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
