/*
id = "licensed_points"
zh = "快递许可企业、备案分支机构及末端网点"
en = "Licensed companies, filed branches and end points"
topic = "administration"
unit = "个"
measure = "total"
precision = 0
direction = "up"
scope_zh = "期末有效：期末前发证或备案，未注销，有效期至期末当日或以后。"
scope_en = "Valid at the end: granted or filed before it, not ended, expiring on the last day or later."
tables = ["licence"]
finest = "county"
over_time = "stock"
plan_items = ["SX-038"]
formula_zh = "有效许可、分支机构备案与末端网点备案之和"
formula_en = "sum of valid licences, branch filings and end-point filings"
numerator_zh = "有效许可、分支机构备案与末端网点备案"
numerator_en = "valid licences, branch filings and end-point filings"
reference = "山西规划专栏1第5项"
*/
SELECT
  l.division,
  p.period,
  SUM(
    CASE WHEN (l.ended_on IS NULL OR l.ended_on >= p.end_date)
      AND (l.expires_on IS NULL OR l.expires_on >= p.end_date - INTERVAL '1' DAY)
      THEN 1.0 ELSE 0.0 END
  ) AS numerator,
  CAST(NULL AS DOUBLE) AS denominator
FROM licence AS l
JOIN periods AS p ON l.granted_on < p.end_date
GROUP BY l.division, p.period
