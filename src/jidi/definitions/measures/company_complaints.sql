/*
id = "company_complaints"
zh = "申诉率"
en = "Complaints"
unit = "件/百万件"
scale = 1000000.0
precision = 2
tables = ["complaint", "monthly_return"]
numerator_zh = "当期受理的申诉"
numerator_en = "complaints received in the period"
denominator_zh = "当期快递业务量（件）"
denominator_en = "express items of the period"
source = "申诉率口径：国家邮政局申诉情况通告"
trust = "S"
*/
WITH part AS (
  SELECT operator_id, SUBSTR(division, 1, 6) || '000000' AS division, 1.0 AS found, 0.0 AS volume
  FROM complaint
  WHERE received_on >= CAST($first AS DATE) AND received_on < CAST($until AS DATE)
  UNION ALL
  SELECT operator_id, SUBSTR(division, 1, 6) || '000000' AS division, 0.0 AS found,
    CAST(volume AS DOUBLE) AS volume
  FROM monthly_return
  WHERE volume IS NOT NULL
    AND business IN ('express_same_city', 'express_inter_city', 'express_international')
    AND month >= CAST($first AS DATE) AND month < CAST($until AS DATE)
)
SELECT operator_id, division, SUM(found) AS numerator, SUM(volume) AS denominator
FROM part
GROUP BY operator_id, division
