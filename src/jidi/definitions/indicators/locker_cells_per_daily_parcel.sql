/*
id = "locker_cells_per_daily_parcel"
zh = "格口与日均投递量之比"
en = "Cells per parcel a day"
topic = "last_mile"
unit = "倍"
measure = "ratio"
precision = 2
direction = "none"
scope_zh = "有箱柜的小区；日均投递量未登记的为缺数。标准为1至1.3。"
scope_en = "Communities with lockers; those without a daily volume are missing. The standard is 1 to 1.3."
tables = ["community", "locker"]
finest = "village"
over_time = "stock"
plan_items = ["IM-067"]
formula_zh = "小区内的有效格口 ÷ 小区日均投递量"
formula_en = "usable cells in the community ÷ parcels a day of the community"
numerator_zh = "小区内的有效格口"
numerator_en = "usable cells in the community"
denominator_zh = "小区日均投递量"
denominator_en = "parcels a day of the community"
reference = "完整居住社区建设标准（建科规〔2020〕7号）；内蒙古规划专栏2"
*/
WITH cells AS (
  SELECT k.community_id, p.period, SUM(k.cells_usable) AS cells
  FROM locker AS k
  JOIN periods AS p
    ON k.installed_on < p.end_date AND (k.removed_on IS NULL OR k.removed_on >= p.end_date)
  WHERE k.community_id IS NOT NULL
  GROUP BY k.community_id, p.period
)
SELECT
  c.division,
  x.period,
  SUM(CASE WHEN c.daily_parcels IS NOT NULL THEN CAST(x.cells AS DOUBLE) END) AS numerator,
  SUM(c.daily_parcels) AS denominator
FROM community AS c
JOIN cells AS x ON x.community_id = c.community_id
GROUP BY c.division, x.period, c.daily_parcels IS NULL OR x.cells IS NULL
