/*
id = "village_point_coverage"
zh = "村级寄递服务点覆盖率"
en = "Villages with a service point"
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
plan_items = ["SX-089"]
formula_zh = "有村级服务点的建制村 ÷ 建制村 × 100 %"
formula_en = "villages with a service point ÷ administrative villages × 100 %"
numerator_zh = "有村级服务点的建制村"
numerator_en = "villages with a service point"
denominator_zh = "建制村"
denominator_en = "administrative villages"
reference = "山西规划专栏5"
published_as = ["village_point_coverage"]
*/
WITH state AS (
  SELECT
    s.village,
    s.village_point,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  CAST(s.village_point AS DOUBLE) AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
