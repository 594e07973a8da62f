/*
id = "returns_against_published"
zh = "月报汇总与公布数不符"
en = "Returns do not add up to the published figure"
severity = "warning"
tables = ["observation", "monthly_return"]
do_zh = "请核对漏报与口径；快递业务量差异超过百分之一即列出，单位为万件。"
do_en = "Look for returns left out and for scopes; listed above one per cent of express volume, in ten thousand parcels."
*/
WITH summed AS (
  SELECT
    SUBSTR(division, 1, 2) || '0000000000' AS division,
    SUBSTR(CAST(month AS VARCHAR), 1, 7) AS period,
    SUM(volume) / 10000 AS volume
  FROM monthly_return
  WHERE business IN ('express_same_city', 'express_inter_city', 'express_international')
  GROUP BY SUBSTR(division, 1, 2), SUBSTR(CAST(month AS VARCHAR), 1, 7)
),
published AS (
  SELECT
    division,
    period,
    status,
    CASE unit WHEN '亿件' THEN 10000 * value WHEN '万件' THEN value WHEN '件' THEN value / 10000 END
      AS volume
  FROM observation
  WHERE indicator = 'express_volume' AND period_kind = 'month'
    AND status IN ('reported', 'preliminary', 'revised')
)
SELECT
  p.division,
  'express_volume' AS subject,
  p.period || ' ' || p.status AS detail,
  CAST(s.volume AS DOUBLE) AS value,
  CAST(p.volume AS DOUBLE) AS expected
FROM published AS p
JOIN summed AS s ON s.division = p.division AND s.period = p.period
WHERE ABS(s.volume - p.volume) > 0.01 * p.volume
