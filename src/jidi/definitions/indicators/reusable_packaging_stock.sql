/*
id = "reusable_packaging_stock"
zh = "可循环快递包装保有量"
en = "Reusable packaging held"
topic = "green"
unit = "万个"
measure = "total"
scale = 0.0001
precision = 2
direction = "up"
scope_zh = "期末月的月报；时期内报过而期末月未报的企业为缺数。"
scope_en = "The return of the last month; operators who reported in the period but not its last month are missing parts."
tables = ["packaging"]
finest = "county"
over_time = "stock"
plan_items = ["SX-041"]
formula_zh = "可循环箱保有量之和"
formula_en = "sum of reusable boxes held"
numerator_zh = "可循环箱保有量"
numerator_en = "reusable boxes held"
reference = "山西规划专栏1第8项"
*/
WITH at_end AS (
  -- A sender of the period who did not report its last month is a part without a number.
  SELECT
    m.division,
    m.operator_id,
    p.period,
    MAX(CASE WHEN m.month >= p.end_date - INTERVAL '1' MONTH THEN m.reusable_boxes END) AS numerator
  FROM packaging AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
  GROUP BY m.division, m.operator_id, p.period
)
SELECT division, period, SUM(numerator) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM at_end
GROUP BY division, period, numerator IS NULL
