/*
id = "promise_at_risk"
zh = "承诺时限将被突破"
en = "Promised times about to be broken"
cause = "delivery"
severity = "warning"
subjects = ["company_county"]
unit = "件"
comparator = ">="
every_hours = 1
fire_after = 1
clear_after = 1
who_zh = "企业在寄达县的网点"
who_en = "the company's outlets in the county of delivery"
act_within_hours = 6
article = "快递市场管理办法：按承诺时限投递；提前量与同类比较为本平台设计"
tables = ["parcel"]
says_zh = "{subject} 有 {value} 件六小时内到期仍未投递，多于同类快件所示（界限 {threshold} 件）"
says_en = "{subject}: {value} parcels fall due within six hours and were not attempted, more than parcels like them (limit {threshold})"
faults = ["outlet_backlog", "delivery_stopped"]
fault_days = 5

[parameters]
alike = { zh = "剩余时间相差不超过此数的快件视为同类", en = "Parcels with as much time left are alike", unit = "小时", value = 2, own_choice = true }
peers = { zh = "同类快件的最少件数", en = "Fewest parcels alike elsewhere", unit = "件", value = 20, own_choice = true }
margin = { zh = "高于同类的平常幅度", en = "Excess over parcels alike that is usual", unit = "%", value = 10, own_choice = true }
deviate = { zh = "偏离标准差数", en = "Deviations beyond chance", value = 3.09, own_choice = true }
fewest = { zh = "最少件数", en = "Fewest parcels", unit = "件", value = 5, own_choice = true }

[evidence]
due = { zh = "六小时内到期且有同类可比的快件", en = "Parcels due within six hours with others to compare", unit = "件" }
usual = { zh = "按同类快件应未投递", en = "Not attempted if like the others", unit = "件" }
alone = { zh = "无同类可比而未判断", en = "Left out: no others to compare", unit = "件" }
*/
-- How many still wait with hours left depends on product, distance and the hour of the day, so
-- parcels are held against those of the same product and segment with as much time left, elsewhere
-- at the same moment. A failure of the whole province at once is told by parcels_silent instead.
WITH due AS (
  SELECT
    p.operator_id,
    SUBSTR(p.to_division, 1, 6) || '000000' AS division,
    p.product,
    p.segment,
    FLOOR((EPOCH(p.promised_at) - EPOCH($at)) / (3600 * $alike)) AS ahead,
    COUNT(*) AS due,
    SUM(CASE WHEN p.first_attempt_at <= $at THEN 0 ELSE 1 END) AS waits
  FROM parcel AS p
  WHERE p.promised_at > $at
    AND p.promised_at <= $at + INTERVAL '6' HOUR
    AND p.accepted_at > $at - INTERVAL '360' HOUR
    AND p.accepted_at <= $at
  GROUP BY 1, 2, 3, 4, 5
),
alike AS (
  SELECT product, segment, ahead, SUM(due) AS due, SUM(waits) AS waits
  FROM due
  GROUP BY product, segment, ahead
),
held AS (
  SELECT
    d.operator_id,
    d.division,
    d.due,
    d.waits,
    CASE WHEN a.due - d.due >= $peers THEN 1 ELSE 0 END AS judged,
    CASE WHEN a.due > d.due
      THEN CAST(a.waits - d.waits AS DOUBLE) / (a.due - d.due)
      ELSE 0
    END AS share
  FROM due AS d
  JOIN divisions AS r ON r.code = d.division
  JOIN alike AS a ON a.product = d.product AND a.segment = d.segment AND a.ahead = d.ahead
),
cell AS (
  SELECT
    operator_id,
    division,
    SUM(judged * due) AS due,
    SUM(judged * waits) AS waits,
    -- Millionths, for sums that are the same in whatever order the rows come.
    CAST(SUM(CAST(judged * due * share AS DECIMAL(18, 6))) AS DOUBLE) AS usual,
    CAST(SUM(CAST(judged * due * share * (1 - share) AS DECIMAL(18, 6))) AS DOUBLE) AS spread,
    SUM((1 - judged) * due) AS alone
  FROM held
  GROUP BY operator_id, division
)
SELECT
  'company_county' AS subject_kind,
  operator_id || '@' || division AS subject,
  division,
  $at AS window_start,
  $at + INTERVAL '6' HOUR AS window_end,
  CAST(waits AS DOUBLE) AS value,
  GREATEST($fewest, CEIL(usual + due * $margin / 100 + $deviate * SQRT(spread))) AS threshold,
  CAST(due AS DOUBLE) AS due,
  CAST(usual AS DOUBLE) AS usual,
  CAST(alone AS DOUBLE) AS alone
FROM cell
WHERE due > 0
