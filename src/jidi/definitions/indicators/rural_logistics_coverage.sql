/*
id = "rural_logistics_coverage"
zh = "农村寄递物流服务覆盖率"
en = "Villages with any delivery logistics"
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
plan_items = ["SX-085"]
formula_zh = "通达程度不为“未通达”的建制村 ÷ 建制村 × 100 %"
formula_en = "villages with any access ÷ administrative villages × 100 %"
numerator_zh = "通达程度不为“未通达”的建制村"
numerator_en = "villages with any access"
denominator_zh = "建制村"
denominator_en = "administrative villages"
reference = "山西规划专栏5：2022年底农村寄递物流服务全覆盖"
own_choice = true
*/
WITH state AS (
  SELECT
    s.village,
    s.access,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  CASE WHEN s.access <> 'none' THEN 1.0 WHEN s.access = 'none' THEN 0.0 END AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
