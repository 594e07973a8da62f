/*
id = "survey_score_out_of_range"
zh = "满意度均分不在0至100"
en = "A mean score outside 0 to 100"
severity = "error"
tables = ["survey"]
do_zh = "请核对得分之和与样本数。"
do_en = "Check the sum of scores and the number of answers."
*/
SELECT
  division,
  survey_id AS subject,
  kind AS detail,
  CAST(score_sum / answers AS DOUBLE) AS value,
  CAST(100 AS DOUBLE) AS expected
FROM survey
WHERE answers > 0 AND score_sum > 100 * answers
