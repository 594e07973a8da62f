/*
id = "dispatch_times_reversed"
zh = "总包放行早于呈验"
en = "A dispatch released before it was presented"
severity = "error"
tables = ["dispatch"]
do_zh = "请更正呈验或放行时间；数值为相差小时。"
do_en = "Correct one of the times; the value is the difference in hours."
*/
SELECT
  division,
  dispatch_id AS subject,
  direction AS detail,
  CAST((EPOCH(released_at) - EPOCH(presented_at)) / 3600 AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM dispatch
WHERE released_at < presented_at
