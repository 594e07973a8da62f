/*
id = "locker_cells_sum"
zh = "有效格口多于各规格格口之和"
en = "More usable cells than cells in all"
severity = "error"
tables = ["locker"]
do_zh = "请核对各规格格口数；未登记的规格不参加比较。"
do_en = "Check the numbers of cells; a set with a size not recorded is not compared."
*/
SELECT
  division,
  locker_id AS subject,
  'cells_usable' AS detail,
  CAST(cells_usable AS DOUBLE) AS value,
  CAST(cells_small + cells_medium + cells_large + cells_cold AS DOUBLE) AS expected
FROM locker
WHERE cells_usable > cells_small + cells_medium + cells_large + cells_cold
