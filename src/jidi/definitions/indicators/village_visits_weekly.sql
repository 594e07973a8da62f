/*
id = "village_visits_weekly"
zh = "建制村平均每周投递频次"
en = "Deliveries a week, mean of the villages"
topic = "rural"
unit = "次/周"
measure = "mean"
precision = 2
direction = "up"
scope_zh = "名录中的建制村（第三段2xx、3xx）；期末没有服务记录或未登记频次的村为缺数，不按零计。"
scope_en = "Administrative villages of the roster (segment 2xx, 3xx); a village without a record or a figure at the end is missing, not zero."
tables = ["village_service"]
finest = "village"
over_time = "stock"
formula_zh = "各村每周投递频次之和 ÷ 登记了频次的建制村"
formula_en = "deliveries a week of all villages ÷ villages with a figure"
numerator_zh = "各村每周投递频次之和"
numerator_en = "deliveries a week, all villages"
denominator_zh = "登记了频次的建制村"
denominator_en = "villages with a figure"
reference = "农村投递频次；三级物流方案的前后比较"
own_choice = true
*/
WITH state AS (
  SELECT
    s.village,
    s.deliveries_weekly,
    p.period,
    ROW_NUMBER() OVER (PARTITION BY s.village, p.period ORDER BY s.valid_from DESC) AS latest
  FROM village_service AS s
  JOIN periods AS p
    ON s.valid_from < p.end_date AND (s.valid_to IS NULL OR s.valid_to >= p.end_date)
)
SELECT
  d.code AS division,
  p.period,
  s.deliveries_weekly AS numerator,
  1.0 AS denominator
FROM divisions AS d
CROSS JOIN periods AS p
LEFT JOIN state AS s ON s.village = d.code AND s.period = p.period AND s.latest = 1
WHERE d.administrative_village
