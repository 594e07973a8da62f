/*
id = "facility_outside_province"
zh = "设施坐标在省外"
en = "A facility whose coordinates lie outside the province"
severity = "error"
tables = ["facility", "locker"]
do_zh = "请核对经纬度是否颠倒或有误；数值为纬度，期望为最近的界限。"
do_en = "Check whether longitude and latitude are swapped or wrong; the value is the latitude, expected the nearest limit."
*/
-- Outermost degrees of the two provinces, a tenth of a degree added all round.
WITH bound AS (
  SELECT '14' AS province, 110.1 AS west, 114.7 AS east, 34.4 AS south, 40.9 AS north
  UNION ALL
  SELECT '15' AS province, 97.1 AS west, 126.2 AS east, 37.3 AS south, 53.5 AS north
),
site AS (
  SELECT division, facility_id AS subject, longitude, latitude FROM facility
  UNION ALL
  SELECT division, locker_id AS subject, longitude, latitude FROM locker
)
SELECT
  s.division,
  s.subject,
  CAST(s.longitude AS VARCHAR) || ', ' || CAST(s.latitude AS VARCHAR) AS detail,
  CAST(s.latitude AS DOUBLE) AS value,
  CAST(LEAST(GREATEST(s.latitude, b.south), b.north) AS DOUBLE) AS expected
FROM site AS s
JOIN bound AS b ON b.province = SUBSTR(s.division, 1, 2)
WHERE s.longitude < b.west OR s.longitude > b.east OR s.latitude < b.south OR s.latitude > b.north
