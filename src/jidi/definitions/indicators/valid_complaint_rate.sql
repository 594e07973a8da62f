/*
id = "valid_complaint_rate"
zh = "有效申诉率"
en = "Valid complaint rate"
topic = "complaint"
unit = "ppm"
measure = "ratio"
scale = 1000000
precision = 2
direction = "down"
sampling = "events"
scope_zh = "快递申诉按受理日期，业务量取月报；有申诉而未报业务量的县、月为缺数；时期内一件申诉也没有登记的，按无数据计。责任未定的不计入。"
scope_en = "Express complaints by day of receipt, volumes from the monthly returns; a month of a county with complaints but no volume is missing; where no complaint of the period is recorded at all there is no data. Complaints whose responsibility is open do not count."
tables = ["complaint", "monthly_return"]
finest = "county"
plan_items = ["SX-045"]
formula_zh = "企业负有责任的快递申诉 ÷ 快递业务量 × 100万"
formula_en = "express complaints the company is responsible for ÷ express volume × 1 000 000"
numerator_zh = "企业负有责任的快递申诉"
numerator_en = "express complaints the company is responsible for"
denominator_zh = "快递业务量"
denominator_en = "express volume"
reference = "国家邮政局有效申诉率：件/百万件"
published_as = ["valid_complaint_rate"]
*/
WITH received AS (
  SELECT
    p.period,
    c.division,
    12 * EXTRACT(YEAR FROM c.received_on) + EXTRACT(MONTH FROM c.received_on) AS month,
    COUNT(*) AS cases
  FROM complaint AS c
  JOIN periods AS p
    ON p.kind <> 'day' AND c.received_on >= p.start_date AND c.received_on < p.end_date
  WHERE c.business = 'express' AND c.responsibility = 'company'
  GROUP BY
    p.period,
    c.division,
    12 * EXTRACT(YEAR FROM c.received_on) + EXTRACT(MONTH FROM c.received_on)
),
kept AS (
  -- Where the register holds no complaint of the period at all, none is not zero.
  SELECT DISTINCT p.period
  FROM complaint AS c
  JOIN periods AS p ON c.received_on >= p.start_date AND c.received_on < p.end_date
),
volume AS (
  SELECT
    p.period,
    m.division,
    12 * EXTRACT(YEAR FROM m.month) + EXTRACT(MONTH FROM m.month) AS month,
    SUM(m.volume) AS parcels
  FROM monthly_return AS m
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
  WHERE m.business IN ('express_same_city', 'express_inter_city', 'express_international')
  GROUP BY p.period, m.division, m.month
),
line AS (
  SELECT
    period,
    month,
    CASE WHEN SUBSTR(division, 5, 2) = '00' THEN division
      ELSE SUBSTR(division, 1, 6) || '000000' END AS division,
    CAST(cases AS DOUBLE) AS cases,
    -- A complaint filed above the counties has no volume of its own.
    CASE WHEN SUBSTR(division, 5, 2) = '00' THEN 0.0 END AS parcels
  FROM received
  UNION ALL
  SELECT
    v.period,
    v.month,
    v.division,
    CASE WHEN k.period IS NOT NULL THEN 0.0 END AS cases,
    v.parcels
  FROM volume AS v
  LEFT JOIN kept AS k ON k.period = v.period
),
county_month AS (
  SELECT division, period, SUM(cases) AS cases, SUM(parcels) AS parcels
  FROM line
  GROUP BY division, period, month
)
-- Complaints of a month stand against its volume; without it they are a part without a number.
SELECT division, period, SUM(cases) AS numerator, SUM(parcels) AS denominator
FROM county_month
GROUP BY division, period, parcels IS NULL
