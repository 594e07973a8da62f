/*
id = "cold_in_band_rate"
zh = "冷链温度合格率"
en = "Cold chain within its band"
topic = "cold_chain"
unit = "%"
measure = "ratio"
scale = 100
precision = 1
direction = "up"
scope_zh = "按测量时间；间隔超过20分钟（记录间隔的两倍）为缺数，不作合格。"
scope_en = "By time of measurement; gaps above 20 minutes (twice the recording interval) are missing, never in range."
tables = ["reading"]
finest = "village"
plan_items = ["SX-079", "IM-080"]
formula_zh = "温度在带内的分钟数 ÷ 有连续读数的分钟数 × 100 %"
formula_en = "minutes within the band ÷ minutes with continuous readings × 100 %"
numerator_zh = "温度在带内的分钟数"
numerator_en = "minutes within the band"
denominator_zh = "有连续读数的分钟数"
denominator_en = "minutes with continuous readings"
reference = "冷链运输温度记录间隔不大于10分钟；GB 31605-2020"
own_choice = true
*/
-- A reading speaks for the minutes since the one before it. Gaps above 20 minutes (twice the
-- recording interval) and readings without temperature or band are no data, never in range.
-- Whole seconds are added and divided last: their sum is exact in whatever order they come.
WITH spaced AS (
  SELECT
    r.division,
    r.measured_at,
    r.temperature_c,
    r.band_low_c,
    r.band_high_c,
    EPOCH(r.measured_at)
      - EPOCH(LAG(r.measured_at) OVER (PARTITION BY r.sensor_id ORDER BY r.measured_at))
      AS seconds
  FROM reading AS r
),
judged AS (
  SELECT
    division,
    measured_at,
    seconds,
    CASE WHEN seconds <= 20 * 60 THEN
      CASE WHEN temperature_c >= band_low_c AND temperature_c <= band_high_c THEN seconds
        WHEN temperature_c < band_low_c OR temperature_c > band_high_c THEN 0 END
    END AS in_band
  FROM spaced
  WHERE seconds IS NOT NULL
)
SELECT
  j.division,
  p.period,
  SUM(j.in_band) / 60 AS numerator,
  SUM(j.seconds) / 60 AS denominator
FROM judged AS j
JOIN periods AS p ON j.measured_at >= p.start_date AND j.measured_at < p.end_date
GROUP BY j.division, p.period, j.in_band IS NULL
