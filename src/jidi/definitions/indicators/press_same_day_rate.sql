/*
id = "press_same_day_rate"
zh = "党报当日见报率"
en = "Same-day delivery of party newspapers"
topic = "service"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "县级党政机关；按月报送，未报的月份为缺数部分。"
scope_en = "County authorities; monthly returns, months not returned are missing parts."
tables = ["press_delivery"]
finest = "county"
plan_items = ["SX-071"]
formula_zh = "当日见报次数 ÷ 应投次数 × 100 %"
formula_en = "same-day deliveries ÷ deliveries due × 100 %"
numerator_zh = "当日见报次数"
numerator_en = "same-day deliveries"
denominator_zh = "应投次数"
denominator_en = "deliveries due"
reference = "山西规划三4"
*/
WITH returned AS (
  SELECT
    m.division,
    p.period,
    m.month,
    12 * (EXTRACT(YEAR FROM p.end_date) - EXTRACT(YEAR FROM p.start_date))
      + EXTRACT(MONTH FROM p.end_date) - EXTRACT(MONTH FROM p.start_date) AS months_asked,
    m.deliveries_same_day AS numerator,
    m.deliveries_due AS denominator
  FROM press_delivery AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
)
SELECT
  division,
  period,
  SUM(CASE WHEN denominator IS NOT NULL THEN numerator END) AS numerator,
  SUM(denominator) AS denominator
FROM returned
GROUP BY division, period, numerator IS NULL OR denominator IS NULL
UNION ALL
-- A period of which months have not been returned yet is missing a part.
SELECT division, period, CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator
FROM returned
GROUP BY division, period, months_asked
HAVING COUNT(DISTINCT month) < months_asked
