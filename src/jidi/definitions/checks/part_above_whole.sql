/*
id = "part_above_whole"
zh = "部分大于整体"
en = "A part above its whole"
severity = "error"
tables = ["packaging", "workforce", "press_delivery", "screening", "video"]
do_zh = "请更正报表中的部分数或整体数。"
do_en = "Correct the part or the whole."
*/
WITH pair AS (
  SELECT
    division,
    operator_id AS subject,
    'ecommerce_not_repackaged ' || CAST(month AS VARCHAR) AS detail,
    ecommerce_not_repackaged AS part,
    ecommerce_parcels AS whole
  FROM packaging
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'slim_taped_parcels ' || CAST(month AS VARCHAR) AS detail,
    slim_taped_parcels AS part,
    taped_parcels AS whole
  FROM packaging
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'reusable_bag_uses ' || CAST(month AS VARCHAR) AS detail,
    reusable_bag_uses AS part,
    bag_uses AS whole
  FROM packaging
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'conforming_units ' || CAST(month AS VARCHAR) AS detail,
    conforming_units AS part,
    purchased_units AS whole
  FROM packaging
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'electronic_waybills ' || CAST(month AS VARCHAR) AS detail,
    electronic_waybills AS part,
    waybills AS whole
  FROM packaging
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'insured ' || CAST(month AS VARCHAR) AS detail,
    insured AS part,
    couriers AS whole
  FROM workforce
  UNION ALL
  SELECT
    division,
    operator_id AS subject,
    'certified ' || CAST(month AS VARCHAR) AS detail,
    certified AS part,
    couriers AS whole
  FROM workforce
  UNION ALL
  SELECT
    division,
    division AS subject,
    'deliveries_same_day ' || CAST(month AS VARCHAR) AS detail,
    deliveries_same_day AS part,
    deliveries_due AS whole
  FROM press_delivery
  UNION ALL
  SELECT
    division,
    machine_id AS subject,
    'minutes_online ' || CAST(day AS VARCHAR) AS detail,
    minutes_online AS part,
    minutes_due AS whole
  FROM screening
  UNION ALL
  SELECT
    division,
    facility_id AS subject,
    'minutes_online ' || CAST(day AS VARCHAR) AS detail,
    minutes_online AS part,
    minutes_due AS whole
  FROM video
  UNION ALL
  SELECT
    division,
    facility_id AS subject,
    'closed ' || CAST(day AS VARCHAR) AS detail,
    closed AS part,
    findings AS whole
  FROM video
)
SELECT
  division,
  subject,
  detail,
  CAST(part AS DOUBLE) AS value,
  CAST(whole AS DOUBLE) AS expected
FROM pair
WHERE part > whole
