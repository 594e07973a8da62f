"""Hostile files are refused with a code and two texts; nothing is unpacked beyond the limits."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from feed_files import refusal, written

from jidi.core.errors import InputError
from jidi.feeds import Limits, open_feed

CSV = b"a,b\n1,2\n"


def zipped(*members, patch=None, **kwargs):
    """A zip of (name or ZipInfo, data); ``patch`` changes an entry before it is written."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, **kwargs)
    data = out.getvalue()
    return patch(data) if patch else data


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def with_flag(data):
    """The archive whose first member says that it is encrypted."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01\x00" + data[at + 10 :]


def with_size(size):
    """The archive whose first member claims another unpacked size."""

    def patch(data):
        at = data.index(b"PK\x01\x02") + 24
        return data[:at] + struct.pack("<I", size) + data[at + 4 :]

    return patch


def overlapping():
    """Many members in the central directory over the bytes of one."""
    data = zipped(("a.csv", CSV * 100_000))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, copies = data[start:end], 50
    entries = b"".join(entry.replace(b"a.csv", b"%05d" % n) for n in range(copies))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), start, 0)
    return data[:start] + entries + tail


def parquet(table, **kwargs):
    out = io.BytesIO()
    pq.write_table(table, out, **kwargs)
    return out.getvalue()


def rows_of_nothing():
    return parquet(pa.table({"a": pa.nulls(60_000_000, pa.int8())}))


HOSTILE = {
    "empty": (b"", "E-103"),
    "only spaces": (b" \n" * 100, "E-103"),
    "bytes of nothing": (bytes(range(256)) * 40, "E-106"),
    "only NULs": (b"\0" * 100_000, "E-106"),
    "NULs in the header": (b"a\0,b\n1,2\n", "E-106"),
    "line without end": (b"x," * 600_000, "E-131"),
    "first line without end, packed": (gzip.compress(b"a" * 8_000_000), "E-131"),
    "million columns": (b",".join(b"%d" % n for n in range(1_000_000)) + b"\n", "E-131"),
    "too many columns": (b",".join(b"c%d" % n for n in range(20_000)) + b"\n1\n", "E-132"),
    "too many keys": (
        b"{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}\n",
        "E-132",
    ),
    "open quote in the header": (b'"a,b\n' + b"1,2\n" * 100_000, "E-134"),
    "prose": ("各位领导 大家好\n现将有关情况 汇报如下\n".encode(), "E-133"),
    "page named xls": (b"<html><table><tr><td>1</td></tr></table></html>", "E-104"),
    "billion laughs": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>', "E-104"),
    "deep JSON": (b'{"a":' * 100_000, "E-165"),
    "PDF": (b"%PDF-1.7\n", "E-104"),
    "program": (b"MZ\x90\x00" + b"\0" * 100, "E-104"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, "E-104"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "E-104"),
    "gz bomb": (gzip.compress(b"a,b\n" + b"1,1\n" * 10_000_000), "E-113"),
    "gz cut off": (gzip.compress(os.urandom(50_000).hex().encode())[:-20_000], "E-111"),
    "gz lying size": (gzip.compress(CSV * 100)[:-4] + b"\1\0\0\0", "E-111"),
    "gz in gz": (gzip.compress(gzip.compress(CSV)), "E-114"),
    "zip in gz": (gzip.compress(zipped(("a.csv", CSV))), "E-114"),
    "gz of nothing": (b"\x1f\x8b\x08\x00garbage", "E-111"),
    "zip bomb": (zipped(("a.csv", b"1,1\n" * 10_000_000)), "E-113"),
    "zip of many": (zipped(*((f"{n}.csv", CSV) for n in range(1_001))), "E-112"),
    "zip in zip": (zipped(("b.zip", zipped(("a.csv", CSV)))), "E-114"),
    "gz in zip": (zipped(("a.csv.gz", gzip.compress(CSV))), "E-114"),
    "zip slip": (zipped(("../../etc/cron.d/x", CSV)), "E-115"),
    "absolute path": (zipped(("/etc/passwd", CSV)), "E-115"),
    "Windows path": (zipped(("C:\\windows\\x.csv", CSV)), "E-115"),
    "link in zip": (zipped((link("a.csv"), "/etc/passwd")), "E-116"),
    "locked zip": (zipped(("a.csv", CSV), patch=with_flag), "E-117"),
    "overlapping members": (overlapping(), "E-118"),
    "size below the truth": (zipped(("a.csv", CSV * 1_000), patch=with_size(100)), "E-111"),
    "size beyond belief": (zipped(("a.csv", CSV), patch=with_size(2**32 - 2)), "E-113"),
    "same name twice": (
        zipped(("a.csv", CSV), ("b.csv", CSV)).replace(b"b.csv", b"a.csv"),
        "E-119",
    ),
    "mixed kinds": (zipped(("a.csv", CSV), ("b.ndjson", b'{"a":1}\n')), "E-120"),
    "bzip2 in zip": (zipped(("a.csv", CSV), compress_type=zipfile.ZIP_BZIP2), "E-121"),
    "zip of folders": (zipped(("a/", b"")), "E-122"),
    "zip cut off": (zipped(("a.csv", CSV * 1_000))[:-30], "E-111"),
    "text document": (zipped(("[Content_Types].xml", "<x/>"), ("word/document.xml", "")), "E-104"),
    "Parquet cut off": (parquet(pa.table({"a": [1, 2]}))[:-10], "E-151"),
    "Parquet of nothing": (b"PAR1" + b"\xff" * 100 + b"PAR1", "E-151"),
    "Parquet without end": (rows_of_nothing(), "E-152"),
    "Parquet of columns": (parquet(pa.table({str(n): [1] for n in range(2_001)})), "E-132"),
    "tar in gz": (gzip.compress(b"a" * 257 + b"ustar" + b"\0" * 300), "E-114"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(tmp_path, name):
    data, code = HOSTILE[name]
    assert refusal(written(tmp_path, data)).code == code


def test_what_is_no_plain_file_is_refused(tmp_path):
    real = written(tmp_path, CSV)
    (tmp_path / "link.csv").symlink_to(real)
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("link.csv", "pipe.csv", "folder.csv"):
        assert refusal(tmp_path / name).code == "E-105"
    assert refusal(tmp_path / "nothing.csv").code == "E-100"


def test_a_file_larger_than_the_limit_is_refused(tmp_path):
    with (
        pytest.raises(InputError) as caught,
        open_feed(written(tmp_path, CSV), limits=Limits(file_bytes=4)),
    ):
        pass
    assert caught.value.code == "E-102"


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = written(tmp_path, CSV)
    with open_feed(path) as feed, pytest.raises(InputError) as caught:
        for _ in feed.blocks():
            path.write_bytes(CSV * 2)
    assert caught.value.code == "E-107"
