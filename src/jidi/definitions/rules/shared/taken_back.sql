/*
id = "taken_back"
zh = "已撤销的扫描：发送方声明报错、不作数的快件与事件编号"
en = "Scans that were taken back: parcels and ids of events that their sender declared to be in error"
tables = ["event"]
*/
/* The one definition: rules read it for their moment, indicators and checks for all times. A row that
declares an error stands beside the scan, not in its place. An event of several parcels has an id for
each, ending with the parcel; who takes it back for one parcel alone may name the event without that. */
WITH declared AS (
  SELECT DISTINCT parcel_id, event_id
  FROM event
  WHERE withdrawn_at <= $at AND received_at <= $at
)
SELECT parcel_id, event_id
FROM declared
UNION
SELECT parcel_id, event_id || '#' || parcel_id AS event_id
FROM declared
