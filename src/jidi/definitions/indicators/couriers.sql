/*
id = "couriers"
zh = "快递员人数"
en = "Couriers"
topic = "workforce"
unit = "人"
measure = "total"
precision = 0
direction = "none"
scope_zh = "期末月的月报；时期内报过而期末月未报的企业为缺数。"
scope_en = "The return of the last month; operators who reported in the period but not its last month are missing parts."
tables = ["workforce"]
finest = "county"
over_time = "stock"
plan_items = ["SX-135"]
formula_zh = "快递员之和"
formula_en = "sum of couriers"
numerator_zh = "快递员"
numerator_en = "couriers"
reference = "从业人员月报"
*/
WITH at_end AS (
  -- A sender of the period who did not report its last month is a part without a number.
  SELECT
    m.division,
    m.operator_id,
    p.period,
    MAX(CASE WHEN m.month >= p.end_date - INTERVAL '1' MONTH THEN m.couriers END) AS numerator
  FROM workforce AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
  GROUP BY m.division, m.operator_id, p.period
)
SELECT division, period, SUM(numerator) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM at_end
GROUP BY division, period, numerator IS NULL
