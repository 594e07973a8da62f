/*
id = "hazard_left_open"
zh = "隐患逾期未整改"
en = "A hazard or violation left open"
cause = "safety"
severity = "warning"
subjects = ["inspection"]
unit = "天"
comparator = ">"
every_hours = 24
fire_after = 1
clear_after = 1
who_zh = "检查单位督办；企业主要负责人"
who_en = "the inspecting body follows up; the head of the company"
act_within_hours = 72
own_choice = true
tables = ["inspection"]
says_zh = "{subject} 发现隐患或包装违规 {value} 天未整改，超过 {threshold} 天"
says_en = "{subject}: a hazard or a packaging violation has been open for {value} days, more than {threshold}"
faults = ["hazard_left_open"]
fault_days = 0

[parameters]
term = { zh = "整改期限", en = "Term of closing", unit = "天", value = 45, own_choice = true }

[evidence]
packaging = { zh = "属包装违规", en = "A packaging violation", unit = "是否" }
*/
SELECT
  'inspection' AS subject_kind,
  inspection_id AS subject,
  SUBSTR(division, 1, 6) || '000000' AS division,
  CAST(inspected_on AS TIMESTAMP) AS window_start,
  $at AS window_end,
  (EPOCH(CAST(CAST($at AS DATE) AS TIMESTAMP)) - EPOCH(CAST(inspected_on AS TIMESTAMP))) / 86400.0
    AS value,
  $term AS threshold,
  CAST(CASE WHEN matter IN ('plastics', 'packaging_limits') THEN 1 ELSE 0 END AS DOUBLE)
    AS packaging
FROM inspection
WHERE (hazard OR (NOT passed AND matter IN ('plastics', 'packaging_limits')))
  AND inspected_on <= CAST($at AS DATE)
  AND (closed_on IS NULL OR closed_on > CAST($at AS DATE))
