/*
id = "e_licence_share"
zh = "电子证照率"
en = "Share of electronic licences"
topic = "administration"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "期末有效：期末前发证或备案，未注销，有效期至期末当日或以后。未登记是否电子证照的为缺数。"
scope_en = "Valid at the end: granted or filed before it, not ended, expiring on the last day or later; where the form is not recorded a part is missing."
tables = ["licence"]
finest = "county"
over_time = "stock"
plan_items = ["SX-153"]
formula_zh = "发放电子证照的许可 ÷ 有效的快递业务经营许可 × 100 %"
formula_en = "licences issued electronically ÷ valid business licences × 100 %"
numerator_zh = "发放电子证照的许可"
numerator_en = "licences issued electronically"
denominator_zh = "有效的快递业务经营许可"
denominator_en = "valid business licences"
reference = "山西规划四(五)"
*/
SELECT
  l.division,
  p.period,
  SUM(CAST(l.electronic AS DOUBLE)) AS numerator,
  SUM(1.0) AS denominator
FROM licence AS l
JOIN periods AS p
  ON l.granted_on < p.end_date
    AND (l.ended_on IS NULL OR l.ended_on >= p.end_date)
    AND (l.expires_on IS NULL OR l.expires_on >= p.end_date - INTERVAL '1' DAY)
WHERE l.kind = 'licence'
GROUP BY l.division, p.period, l.electronic IS NULL
