/*
id = "brand_concentration_volume"
zh = "品牌集中度指数CR8（业务量）"
en = "Brand concentration CR8 by volume"
topic = "structure"
unit = "指数"
measure = "ratio"
scale = 100.0
precision = 1
direction = "none"
scope_zh = "按快递业务量排在前八的品牌所占份额；逐级重新排名；未报业务量的品牌不参加。"
scope_en = "Share of the eight largest brands by express volume, ranked anew at every level; brands without a figure take no part."
tables = ["monthly_return", "operator"]
finest = "county"
rollup = "recompute"
formula_zh = "前八个品牌之和 ÷ 全部品牌之和"
formula_en = "sum of the eight largest brands ÷ sum of all brands"
numerator_zh = "前八个品牌之和"
numerator_en = "sum of the eight largest brands"
denominator_zh = "全部品牌之和"
denominator_en = "sum of all brands"
reference = "国家邮政局公布品牌集中度指数；2026年起分收入与业务量两项"
published_as = ["brand_concentration_cr8_volume"]
*/
WITH brand AS (
  SELECT a.ancestor, p.period, o.brand, SUM(m.volume) AS amount
  FROM monthly_return AS m
  JOIN operator AS o ON o.operator_id = m.operator_id
  JOIN placement AS a ON a.division = m.division
  JOIN periods AS p
    ON p.kind <> 'day' AND m.month >= p.start_date AND m.month < p.end_date
  WHERE m.business IN ('express_same_city', 'express_inter_city', 'express_international')
  GROUP BY a.ancestor, p.period, o.brand
),
ranked AS (
  SELECT
    ancestor,
    period,
    amount,
    ROW_NUMBER() OVER (PARTITION BY ancestor, period ORDER BY amount DESC, brand) AS place
  FROM brand
  WHERE amount IS NOT NULL
)
SELECT
  ancestor AS division,
  period,
  SUM(CASE WHEN place <= 8 THEN amount ELSE 0.0 END) AS numerator,
  SUM(amount) AS denominator
FROM ranked
GROUP BY ancestor, period
