/*
id = "volume_jump"
zh = "业务量较上月骤变"
en = "A volume far from last month's"
severity = "warning"
tables = ["monthly_return"]
do_zh = "请与企业核实；春节与旺季除外。超过上月三倍或不足三分之一即列出。"
do_en = "Ask the operator, seasons aside. Listed above three times or below a third of last month's."
*/
WITH ordered AS (
  SELECT
    division,
    operator_id,
    business,
    month,
    volume,
    LAG(month) OVER (PARTITION BY division, operator_id, business ORDER BY month) AS month_before,
    LAG(volume) OVER (PARTITION BY division, operator_id, business ORDER BY month) AS volume_before
  FROM monthly_return
)
SELECT
  division,
  operator_id AS subject,
  business || ' ' || CAST(month AS VARCHAR) AS detail,
  CAST(volume AS DOUBLE) AS value,
  CAST(volume_before AS DOUBLE) AS expected
FROM ordered
WHERE month_before >= month - INTERVAL '1' MONTH
  AND volume_before >= 1000
  AND (volume > 3 * volume_before OR volume < volume_before / 3)
