/*
id = "price_anomaly"
zh = "单件收入异常"
en = "Revenue per parcel far from the usual"
cause = "price"
severity = "notice"
subjects = ["company_county"]
unit = "倍"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "市邮政管理部门市场监管岗；企业统计员核对"
who_en = "the city regulator's market desk; the company's statistician checks"
act_within_hours = 240
own_choice = true
tables = ["monthly_return"]
says_zh = "{subject} 单件收入偏离该企业全省中位数 {value} 倍，超过 {threshold} 倍"
says_en = "{subject}: revenue per parcel is off the company's median by a factor of {value}, more than {threshold}"
faults = ["volume_misplaced"]
fault_days = 45

[parameters]
factor = { zh = "偏离倍数", en = "Factor off the median", unit = "倍", value = 2.5, own_choice = true }
fewest = { zh = "最少月业务量", en = "Least volume of the month", unit = "件", value = 1000, own_choice = true }

[evidence]
price = { zh = "单件收入", en = "Revenue per parcel", unit = "元" }
usual = { zh = "中位数", en = "Median", unit = "元" }
*/
WITH month AS (
  SELECT MAX(month) AS month
  FROM monthly_return
  -- A month is judged when its return was due: the fifteenth of the next.
  WHERE month < CAST($at - INTERVAL '1080' HOUR AS DATE)
),
priced AS (
  SELECT
    r.operator_id,
    SUBSTR(r.division, 1, 6) || '000000' AS division,
    r.business,
    r.month,
    CAST(r.revenue AS DOUBLE) / r.volume AS price
  FROM monthly_return AS r
  JOIN month AS m ON m.month = r.month
  WHERE r.business IN ('express_same_city', 'express_inter_city', 'express_international')
    AND r.volume >= $fewest
    AND r.revenue > 0
),
usual AS (
  SELECT operator_id, business, MEDIAN(price) AS usual, COUNT(*) AS counties
  FROM priced
  GROUP BY operator_id, business
),
apart AS (
  SELECT
    p.operator_id,
    p.division,
    p.month,
    p.price,
    u.usual,
    GREATEST(p.price / u.usual, u.usual / p.price) AS factor
  FROM priced AS p
  JOIN usual AS u ON u.operator_id = p.operator_id AND u.business = p.business
  WHERE u.counties >= 5
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  CAST(MIN(month) AS TIMESTAMP) AS window_start,
  CAST(MIN(month) AS TIMESTAMP) + INTERVAL '1' MONTH AS window_end,
  MAX(factor) AS value,
  $factor AS threshold,
  ARG_MAX(price, factor) AS price,
  ARG_MAX(usual, factor) AS usual
FROM apart
GROUP BY operator_id, division
