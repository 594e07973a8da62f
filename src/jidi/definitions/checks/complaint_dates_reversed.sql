/*
id = "complaint_dates_reversed"
zh = "申诉答复或结案早于受理"
en = "A complaint answered or closed before it was received"
severity = "error"
tables = ["complaint"]
do_zh = "请更正日期。"
do_en = "Correct the dates."
*/
SELECT
  division,
  complaint_id AS subject,
  CASE WHEN answered_on < received_on THEN 'answered_on' ELSE 'closed_on' END AS detail,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS expected
FROM complaint
WHERE answered_on < received_on OR closed_on < received_on
