/*
id = "new_community_station_area"
zh = "新建小区综合服务站面积"
en = "Station area of new communities"
topic = "last_mile"
unit = "平方米/处"
measure = "mean"
precision = 1
direction = "up"
scope_zh = "期末前配建的新建小区；面积未登记的为缺数。"
scope_en = "New communities equipped before the end; those without an area are missing."
tables = ["community"]
finest = "village"
over_time = "stock"
plan_items = ["IM-066"]
formula_zh = "综合服务站面积 ÷ 期末已配建的新建小区"
formula_en = "area of service stations ÷ new communities equipped by the end"
numerator_zh = "综合服务站面积"
numerator_en = "area of service stations"
denominator_zh = "期末已配建的新建小区"
denominator_en = "new communities equipped by the end"
reference = "完整居住社区建设标准（建科规〔2020〕7号）"
*/
SELECT
  c.division,
  p.period,
  SUM(c.station_m2) AS numerator,
  SUM(1.0) AS denominator
FROM community AS c
JOIN periods AS p ON c.equipped_on < p.end_date
WHERE c.built = 'new'
GROUP BY c.division, p.period, c.station_m2 IS NULL
