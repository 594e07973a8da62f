/*
id = "locker_turnover"
zh = "格口日周转次数"
en = "Deposits per cell a day"
topic = "last_mile"
unit = "次/日"
measure = "mean"
precision = 2
direction = "up"
scope_zh = "全册一次入柜也没有的日子不计；未登记有效格口的箱组为缺数。只存部分快件的台账（抽样、演示）按抽样比例偏低，不可与1次/日相比。"
scope_en = "Days without a deposit in the whole book do not count; sets without usable cells are missing. A book that holds only a sample of the parcels, as the demonstration does, understates it by the share of the sample."
tables = ["locker", "locker_deposit"]
finest = "village"
plan_items = ["SX-068"]
formula_zh = "入柜次数 ÷ 有效格口 × 有数据的在用日数"
formula_en = "deposits ÷ usable cells × days in use with data"
numerator_zh = "入柜次数"
numerator_en = "deposits"
denominator_zh = "有效格口 × 有数据的在用日数"
denominator_en = "usable cells × days in use with data"
reference = "入柜次数 ÷ 格口日"
own_choice = true
*/
WITH day AS (
  -- Days without any deposit in the whole book are days without data.
  SELECT DISTINCT CAST(deposited_at AS DATE) AS day FROM locker_deposit
),
offered AS (
  SELECT k.locker_id, p.period, k.division, COUNT(*) * k.cells_usable AS cell_days
  FROM locker AS k
  JOIN day AS t ON k.installed_on <= t.day AND (k.removed_on IS NULL OR k.removed_on > t.day)
  JOIN periods AS p ON t.day >= p.start_date AND t.day < p.end_date
  GROUP BY k.locker_id, p.period, k.division, k.cells_usable
),
used AS (
  SELECT d.locker_id, p.period, COUNT(*) AS deposits
  FROM locker_deposit AS d
  JOIN periods AS p ON d.deposited_at >= p.start_date AND d.deposited_at < p.end_date
  GROUP BY d.locker_id, p.period
)
SELECT
  o.division,
  o.period,
  SUM(CASE WHEN o.cell_days IS NOT NULL THEN COALESCE(u.deposits, 0) END) AS numerator,
  SUM(o.cell_days) AS denominator
FROM offered AS o
LEFT JOIN used AS u ON u.locker_id = o.locker_id AND u.period = o.period
GROUP BY o.division, o.period, o.cell_days IS NULL
