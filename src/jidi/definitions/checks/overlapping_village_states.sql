/*
id = "overlapping_village_states"
zh = "同一村两条服务记录的时间重叠"
en = "Two states of one village overlap in time"
severity = "error"
tables = ["village_service"]
do_zh = "前一条的截止日期应等于后一条的起始日期；指标取起始较晚的一条。"
do_en = "The earlier row should end on the day the later one begins; indicators use the later one."
*/
SELECT
  a.village AS division,
  a.village AS subject,
  CAST(a.valid_from AS VARCHAR) || ' / ' || CAST(b.valid_from AS VARCHAR) AS detail,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS expected
FROM village_service AS a
JOIN village_service AS b
  ON b.village = a.village AND b.valid_from > a.valid_from
    AND (a.valid_to IS NULL OR b.valid_from < a.valid_to)
