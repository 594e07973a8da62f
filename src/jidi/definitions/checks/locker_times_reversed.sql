/*
id = "locker_times_reversed"
zh = "取件或退回早于入柜"
en = "Picked up or returned before the deposit"
severity = "error"
tables = ["locker_deposit"]
do_zh = "请校准箱柜时钟；数值为相差小时。"
do_en = "Set the locker's clock; the value is the difference in hours."
*/
SELECT
  division,
  deposit_id AS subject,
  locker_id AS detail,
  CAST(
    (EPOCH(COALESCE(picked_up_at, returned_at)) - EPOCH(deposited_at)) / 3600 AS DOUBLE
  ) AS value,
  CAST(0 AS DOUBLE) AS expected
FROM locker_deposit
WHERE COALESCE(picked_up_at, returned_at) < deposited_at
