/*
id = "temperature_band_reversed"
zh = "温度带上下限颠倒"
en = "A temperature band turned upside down"
severity = "error"
tables = ["reading"]
do_zh = "请更正传感器的温度带；数值为行数。"
do_en = "Correct the sensor's band; the value is the number of readings."
*/
SELECT
  division,
  sensor_id AS subject,
  CAST(band_low_c AS VARCHAR) || ' / ' || CAST(band_high_c AS VARCHAR) AS detail,
  CAST(COUNT(*) AS DOUBLE) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM reading
WHERE band_low_c > band_high_c
GROUP BY division, sensor_id, band_low_c, band_high_c
