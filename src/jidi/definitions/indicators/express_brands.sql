/*
id = "express_brands"
zh = "快递品牌数"
en = "Express brands"
topic = "structure"
unit = "个"
measure = "total"
precision = 0
direction = "up"
scope_zh = "按企业注册地；同一品牌在一个区划内只计一次，逐级重算。"
scope_en = "By place of registration; a brand counts once within a division, counted anew at every level."
tables = ["operator"]
finest = "county"
rollup = "recompute"
over_time = "stock"
plan_items = ["SX-015"]
formula_zh = "在营快递企业的不同品牌数"
formula_en = "distinct brands of open express companies"
numerator_zh = "期末在营快递企业的品牌（去重）"
numerator_en = "distinct brands of express companies open at the end"
reference = "山西规划一(一)1(5)"
*/
WITH brand AS (
  SELECT
    a.ancestor,
    p.period,
    o.brand,
    MAX(CASE WHEN o.closed_on IS NULL OR o.closed_on >= p.end_date THEN 1.0 ELSE 0.0 END) AS open
  FROM operator AS o
  JOIN placement AS a ON a.division = o.division
  JOIN periods AS p ON o.opened_on < p.end_date
  WHERE o.kind = 'express'
  GROUP BY a.ancestor, p.period, o.brand
)
SELECT
  ancestor AS division,
  period,
  SUM(open) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM brand
GROUP BY ancestor, period
