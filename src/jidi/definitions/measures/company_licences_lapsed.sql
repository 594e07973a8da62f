/*
id = "company_licences_lapsed"
zh = "许可与备案过期率"
en = "Licences lapsed"
unit = "%"
scale = 100.0
precision = 2
tables = ["licence"]
numerator_zh = "其中期末前有效期已满"
numerator_en = "of these, expired before the end of the period"
denominator_zh = "期末在营、有有效期的许可与分支机构备案"
denominator_en = "licences and filings with a term that stand at the end of the period"
source = "邮政法、快递业务经营许可管理办法"
trust = "S"
*/
SELECT
  operator_id,
  SUBSTR(division, 1, 6) || '000000' AS division,
  SUM(CASE WHEN expires_on < CAST($until AS DATE) THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM licence
WHERE expires_on IS NOT NULL
  AND granted_on < CAST($until AS DATE)
  AND (ended_on IS NULL OR ended_on >= CAST($until AS DATE))
GROUP BY 1, 2
