/*
id = "video_linked_centres"
zh = "分拨中心视频联网率"
en = "Hubs with linked video"
topic = "safety"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "省市县三级分拨中心，期末在用；未登记该项的为缺数。"
scope_en = "Distribution hubs of province, city and county, in use at the end; where it is not recorded a part is missing."
tables = ["facility"]
finest = "village"
over_time = "stock"
plan_items = ["SX-054"]
formula_zh = "视频已联网的中心 ÷ 省市县三级分拨中心 × 100 %"
formula_en = "centres with linked video ÷ distribution hubs of province, city and county × 100 %"
numerator_zh = "视频已联网的中心"
numerator_en = "centres with linked video"
denominator_zh = "省市县三级分拨中心"
denominator_en = "distribution hubs of province, city and county"
reference = "山西规划二(四)6"
*/
SELECT
  f.division,
  p.period,
  SUM(CAST(f.video_linked AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM facility AS f
JOIN periods AS p
  ON f.opened_on < p.end_date AND (f.closed_on IS NULL OR f.closed_on >= p.end_date)
WHERE f.kind IN ('hub', 'county_centre')
GROUP BY f.division, p.period, f.video_linked IS NULL
