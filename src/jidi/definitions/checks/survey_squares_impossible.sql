/*
id = "survey_squares_impossible"
zh = "得分平方之和与得分之和矛盾"
en = "Sums of scores and of squared scores contradict each other"
severity = "error"
tables = ["survey"]
do_zh = "平方之和不小于（得分之和）²÷样本数，不大于100×得分之和；请核对，或留空。"
do_en = "Squares sum to no less than (sum of scores)² ÷ answers and no more than 100 × sum of scores; check, or leave it blank."
*/
SELECT
  division,
  survey_id AS subject,
  kind AS detail,
  CAST(score_square_sum AS DOUBLE) AS value,
  CAST(score_sum * score_sum / answers AS DOUBLE) AS expected
FROM survey
WHERE answers > 0
  AND (
    -- A part in a million for sums that were rounded.
    score_square_sum < 0.999999 * score_sum * score_sum / answers
    OR score_square_sum > 1.000001 * 100 * score_sum
  )
