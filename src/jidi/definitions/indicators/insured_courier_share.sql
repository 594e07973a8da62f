/*
id = "insured_courier_share"
zh = "快递员工伤保险参保率"
en = "Couriers insured against work injury"
topic = "workforce"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "期末月的月报；时期内报过而期末月未报的企业为缺数。"
scope_en = "The return of the last month; operators who reported in the period but not its last month are missing parts."
tables = ["workforce"]
finest = "county"
over_time = "stock"
plan_items = ["SX-135", "IM-119"]
formula_zh = "参加工伤保险的快递员 ÷ 快递员 × 100 %"
formula_en = "insured couriers ÷ couriers × 100 %"
numerator_zh = "参加工伤保险的快递员"
numerator_en = "insured couriers"
denominator_zh = "快递员"
denominator_en = "couriers"
reference = "内蒙古规划四(三)"
*/
WITH at_end AS (
  -- A sender of the period who did not report its last month is a part without a number.
  SELECT
    m.division,
    m.operator_id,
    p.period,
    MAX(CASE WHEN m.month >= p.end_date - INTERVAL '1' MONTH THEN m.insured END) AS numerator,
    MAX(CASE WHEN m.month >= p.end_date - INTERVAL '1' MONTH THEN m.couriers END) AS denominator
  FROM workforce AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
  GROUP BY m.division, m.operator_id, p.period
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM at_end
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
