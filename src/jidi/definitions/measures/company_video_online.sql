/*
id = "company_video_online"
zh = "视频在线率"
en = "Cameras on line"
unit = "%"
scale = 100.0
precision = 1
tables = ["video", "facility"]
numerator_zh = "其中在线时长"
numerator_en = "of these, minutes on line"
denominator_zh = "当期应在线时长（未报在线时长的日不计）"
denominator_en = "minutes due in the period, without days that return no minutes on line"
own_choice = true
*/
SELECT
  f.operator_id,
  SUBSTR(s.division, 1, 6) || '000000' AS division,
  SUM(CAST(s.minutes_online AS DOUBLE)) AS numerator,
  SUM(CAST(s.minutes_due AS DOUBLE)) AS denominator
FROM video AS s
JOIN facility AS f ON f.facility_id = s.facility_id
WHERE f.operator_id IS NOT NULL
  AND s.minutes_online IS NOT NULL
  AND s.day >= CAST($first AS DATE) AND s.day < CAST($until AS DATE)
GROUP BY 1, 2
