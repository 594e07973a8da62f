/*
id = "large_brands"
zh = "规模品牌数"
en = "Large brands"
topic = "structure"
unit = "个"
measure = "total"
precision = 0
direction = "up"
scope_zh = "只对年度计算；品牌在该区划内的合计，逐级重算。"
scope_en = "Years only; totals of a brand within the division, counted anew at every level."
tables = ["monthly_return", "operator"]
finest = "county"
rollup = "recompute"
plan_items = ["IM-042"]
formula_zh = "业务量 > 1000万件或收入 > 1亿元的品牌数"
formula_en = "brands with volume > 10 million or revenue > 100 million yuan"
numerator_zh = "年业务量超过1000万件或年业务收入超过1亿元的快递品牌"
numerator_en = "express brands above 10 million parcels or 100 million yuan in the year"
reference = "内蒙古规划二(三)1"
*/
WITH brand AS (
  SELECT a.ancestor, p.period, o.brand, SUM(m.volume) AS volume, SUM(m.revenue) AS revenue
  FROM monthly_return AS m
  JOIN operator AS o ON o.operator_id = m.operator_id
  JOIN placement AS a ON a.division = m.division
  JOIN periods AS p ON p.kind = 'year' AND m.month >= p.start_date AND m.month < p.end_date
  WHERE m.business IN ('express_same_city', 'express_inter_city', 'express_international')
  GROUP BY a.ancestor, p.period, o.brand
)
SELECT
  ancestor AS division,
  period,
  SUM(CASE WHEN volume > 10000000 OR revenue > 100000000 THEN 1.0 ELSE 0.0 END) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM brand
GROUP BY ancestor, period
