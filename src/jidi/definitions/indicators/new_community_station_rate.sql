/*
id = "new_community_station_rate"
zh = "新建小区综合服务站达标率"
en = "New communities with a service station"
topic = "last_mile"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "台账中的新建小区；已配建而面积未登记的为缺数。"
scope_en = "New communities of the register; those equipped without a recorded area are missing."
tables = ["community"]
finest = "village"
over_time = "stock"
plan_items = ["IM-066"]
formula_zh = "期末已配建不小于15平方米综合服务站的新建小区 ÷ 新建小区 × 100 %"
formula_en = "new communities equipped with a station of 15 m² or more by the end ÷ new communities × 100 %"
numerator_zh = "期末已配建不小于15平方米综合服务站的新建小区"
numerator_en = "new communities equipped with a station of 15 m² or more by the end"
denominator_zh = "新建小区"
denominator_en = "new communities"
reference = "完整居住社区建设标准（建科规〔2020〕7号）"
*/
SELECT
  c.division,
  p.period,
  SUM(CASE WHEN c.equipped_on IS NULL OR c.equipped_on >= p.end_date THEN 0.0
    WHEN c.station_m2 >= 15 THEN 1.0 WHEN c.station_m2 < 15 THEN 0.0 END) AS numerator,
  SUM(1.0) AS denominator
FROM community AS c
CROSS JOIN periods AS p
WHERE c.built = 'new'
GROUP BY c.division, p.period, c.equipped_on < p.end_date AND c.station_m2 IS NULL
