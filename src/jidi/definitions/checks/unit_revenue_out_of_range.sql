/*
id = "unit_revenue_out_of_range"
zh = "快递单件收入异常"
en = "Express revenue per parcel out of range"
severity = "warning"
tables = ["monthly_return"]
do_zh = "请核对业务量与收入的单位；月业务量不少于1000件而单件收入不在1至100元的列出。"
do_en = "Check the units; listed from 1000 parcels a month where a parcel earns less than 1 or more than 100 yuan; expected is the limit passed."
*/
SELECT
  division,
  operator_id AS subject,
  business || ' ' || CAST(month AS VARCHAR) AS detail,
  CAST(revenue / volume AS DOUBLE) AS value,
  CASE WHEN revenue / volume < 1 THEN CAST(1 AS DOUBLE) ELSE CAST(100 AS DOUBLE) END AS expected
FROM monthly_return
WHERE business IN ('express_same_city', 'express_inter_city', 'express_international')
  AND volume >= 1000
  AND (revenue < volume OR revenue > 100 * volume)
