/*
id = "timetable_times_falling"
zh = "车次时刻沿途倒退"
en = "A timetable run whose times go back along its way"
severity = "error"
tables = ["timetable_call"]
do_zh = "请核对时刻表：后一站的到站不得早于前一站的离站，次日凌晨的时刻应超过24时；数值为比前一站早的分钟。"
do_en = "Check the timetable: no stop is reached before the one before it was left, and times after midnight go beyond 24 hours; the value is how many minutes earlier."
*/
-- A stop without one of its times is passed at the other; one without both says nothing. A timetable
-- lies in no county: what is found stands at the province.
WITH called AS (
  SELECT
    timetable, run_id, position,
    COALESCE(arrives_s, departs_s) AS reached_s,
    LAG(COALESCE(departs_s, arrives_s)) OVER (
      PARTITION BY timetable, run_id ORDER BY position
    ) AS left_before_s
  FROM timetable_call
  WHERE arrives_s IS NOT NULL OR departs_s IS NOT NULL
)
SELECT
  v.code AS division,
  c.run_id AS subject,
  c.timetable || ' ' || CAST(c.position AS VARCHAR) AS detail,
  CAST(c.left_before_s - c.reached_s AS DOUBLE) / 60 AS value,
  CAST(0 AS DOUBLE) AS expected
FROM called AS c
JOIN divisions AS v ON v.level = 'province'
WHERE c.reached_s < c.left_before_s
