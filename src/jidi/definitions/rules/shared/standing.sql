/*
id = "standing"
zh = "快件所处位置：按企业、县、设施、末次环节与静默时间（按整日计的小时数）计的快件数"
en = "Where parcels stand at the moment: parcels by company, county, facility, last step and the hours since it, in whole days of 24"
tables = []
*/
SELECT
  operator_id,
  division,
  facility_id,
  place % 100 AS step_rank,
  24 * CAST(FLOOR((EPOCH($at) - FLOOR(place / 100)) / 86400) AS BIGINT) AS silent_hours,
  COUNT(*) AS parcels
FROM latest
GROUP BY 1, 2, 3, 4, 5
