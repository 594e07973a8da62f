/*
The mark that a hash leaves: two bits of 62. A journey holds the marks of all its events' ids, and
of all their moments (step and second). So an id of which a bit is missing was never told of the
parcel, and a moment of which a bit is missing is not that of any of its scans; one whose bits are
there may have been. With three marks of an id and ten events a parcel, one new id in some 2,300 is
taken for told; with one mark of a moment, one new moment in some 13 for that of another scan.

The hash is DuckDB's own, forty times faster than MD5. It may be another with another version of
DuckDB, and then no journey is gone on with. Our own choice.

hash    HASH of parcel and id, or of parcel, step and second
part    0, 1 or 2: which of its marks
*/
CREATE OR REPLACE TEMP MACRO told_mark(hash, part) AS
  (CAST(1 AS BIGINT) << ((CAST(hash >> 1 AS BIGINT) >> (20 * part)) & 1023) % 62)
  | (CAST(1 AS BIGINT) << ((CAST(hash >> 1 AS BIGINT) >> (20 * part + 10)) & 1023) % 62)
