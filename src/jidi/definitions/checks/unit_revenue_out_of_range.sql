/*
id = "unit_revenue_out_of_range"
zh = "快递单件收入异常"
en = "Express revenue per parcel out of range"
severity = "warning"
tables = ["monthly_return"]
do_zh = "请核对业务量与收入的单位。月业务量不少于1000件时，同城与异地单件收入应在1至100元，国际及港澳台应在10至1000元；期望值为越过的界限。"
do_en = "Check the units. From 1000 parcels a month a parcel should earn 1 to 100 yuan, an international one 10 to 1000; expected is the limit passed."
*/
WITH priced AS (
  SELECT
    division,
    operator_id,
    business,
    month,
    revenue / volume AS price,
    CASE WHEN business = 'express_international' THEN 10 ELSE 1 END AS low,
    CASE WHEN business = 'express_international' THEN 1000 ELSE 100 END AS high
  FROM monthly_return
  WHERE business IN ('express_same_city', 'express_inter_city', 'express_international')
    AND volume >= 1000
)
SELECT
  division,
  operator_id AS subject,
  business || ' ' || CAST(month AS VARCHAR) AS detail,
  CAST(price AS DOUBLE) AS value,
  CAST(CASE WHEN price < low THEN low ELSE high END AS DOUBLE) AS expected
FROM priced
WHERE price < low OR price > high
