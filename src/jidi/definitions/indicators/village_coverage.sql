/*
id = "village_coverage"
zh = "建制村快递服务通达率"
en = "Villages reached by express"
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
plan_items = ["SX-040", "SX-085", "IM-048", "IM-078", "IM-079"]
formula_zh = "快递服务通达的建制村 ÷ 建制村 × 100 %"
formula_en = "villages reached by express ÷ administrative villages × 100 %"
numerator_zh = "快递服务通达的建制村"
numerator_en = "villages reached by express"
denominator_zh = "建制村"
denominator_en = "administrative villages"
reference = "山西规划专栏1第7项；内蒙古规划表第5项"
published_as = ["village_coverage"]
*/
WITH state AS (
  SELECT
    s.village,
    s.express_served,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  CAST(s.express_served AS DOUBLE) AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
