/*
The mark that an event's id leaves on its parcel's journey: two bits of 62, chosen by the id's MD5.
A journey holds the marks of all its events' ids, so an id whose bits are not all there was never
told of the parcel; one whose bits are there may have been. With two marks of an id and eight events
a parcel, one new id in about 300 is taken for told. MD5, because marks outlive the database that
made them. The casts come first: of unsigned numbers they are forty times slower. Our own choice.

told    MD5_NUMBER_LOWER of the id
part    0 for the first mark, 1 for the second
*/
CREATE OR REPLACE TEMP MACRO told_mark(told, part) AS
  (CAST(1 AS BIGINT) << (CAST((told >> (24 * part)) & 4095 AS BIGINT) % 62))
  | (CAST(1 AS BIGINT) << (CAST((told >> (24 * part + 12)) & 4095 AS BIGINT) % 62))
