/*
id = "published_parts_against_total"
zh = "公布数各分项之和不等于合计"
en = "Published parts do not add up to their total"
severity = "warning"
tables = ["observation"]
do_zh = "请核对原始公布件；分项与合计的口径可能不同。差异超过千分之五即列出。"
do_en = "Look at the publication; scopes may differ. Listed above five per mille."
*/
WITH part AS (
  SELECT division, period, unit, status, scope, SUM(value) AS value, COUNT(value) AS parts
  FROM observation
  WHERE indicator IN (
    'express_volume_same_city', 'express_volume_inter_city', 'express_volume_international'
  )
  GROUP BY division, period, unit, status, scope
)
SELECT
  t.division,
  t.indicator AS subject,
  t.period || ' ' || t.status AS detail,
  CAST(p.value AS DOUBLE) AS value,
  CAST(t.value AS DOUBLE) AS expected
FROM observation AS t
JOIN part AS p
  ON p.division = t.division AND p.period = t.period AND p.unit = t.unit
    AND p.status = t.status AND p.scope = t.scope
WHERE t.indicator = 'express_volume'
  AND p.parts = 3
  AND ABS(p.value - t.value) > 0.005 * t.value
