/*
id = "old_community_equipped_rate"
zh = "老旧小区设施配建率"
en = "Old communities equipped"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "台账中的老旧小区；没有配建日期的计为未配建。"
scope_en = "Old communities of the register; without a date they are not equipped."
tables = ["community"]
finest = "village"
over_time = "stock"
plan_items = ["SX-065", "SX-067", "IM-068"]
formula_zh = "期末已配建寄递设施的老旧小区 ÷ 老旧小区 × 100 %"
formula_en = "old communities equipped by the end ÷ old communities × 100 %"
numerator_zh = "期末已配建寄递设施的老旧小区"
numerator_en = "old communities equipped by the end"
denominator_zh = "老旧小区"
denominator_en = "old communities"
reference = "山西规划专栏3"
*/
SELECT
  c.division,
  p.period,
  SUM(CASE WHEN c.equipped_on < p.end_date THEN 1.0 ELSE 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM community AS c
CROSS JOIN periods AS p
WHERE c.built = 'old'
GROUP BY c.division, p.period
