/*
id = "village_bus_share"
zh = "交快合作进村占比"
en = "Villages served by bus co-operation"
topic = "rural"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "分母为名录中的建制村（第三段2xx、3xx）中快递已通达的；期末没有服务记录的村为缺数，不按未通计。"
scope_en = "Denominator: administrative villages of the roster (segment 2xx, 3xx) that express reaches; a village without a record at the end is missing, not unserved."
tables = ["village_service"]
finest = "village"
over_time = "stock"
plan_items = ["SX-083", "IM-073"]
formula_zh = "以交快合作通达的建制村 ÷ 快递服务通达的建制村 × 100 %"
formula_en = "villages served by bus co-operation ÷ villages reached by express × 100 %"
numerator_zh = "以交快合作通达的建制村"
numerator_en = "villages served by bus co-operation"
denominator_zh = "快递服务通达的建制村"
denominator_en = "villages reached by express"
reference = "山西规划三7"
*/
WITH state AS (
  SELECT
    s.village,
    s.express_served,
    s.mode,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  CASE WHEN s.mode = 'bus' AND s.express_served THEN 1.0
    WHEN s.express_served AND s.mode IS NOT NULL OR NOT s.express_served THEN 0.0 END AS numerator,
  CAST(s.express_served AS DOUBLE) AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
