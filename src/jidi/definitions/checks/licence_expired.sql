/*
id = "licence_expired"
zh = "许可已过期而未注销"
en = "A licence past its term that was never ended"
severity = "warning"
tables = ["licence"]
reference = "邮政法第五十四条：许可有效期五年"
do_zh = "请核实是否已延续或停业；依据所问时期的最后一日。"
do_en = "Find out whether it was renewed or the business stopped; judged on the last day of the periods asked for."
*/
WITH today AS (
  SELECT MAX(end_date) AS day FROM periods
)
SELECT
  l.division,
  l.licence_id AS subject,
  CAST(l.expires_on AS VARCHAR) AS detail,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS expected
FROM licence AS l
CROSS JOIN today AS t
WHERE l.ended_on IS NULL AND l.expires_on < t.day - INTERVAL '1' DAY
