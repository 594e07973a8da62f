"""Files read in part: what is read is checked, and what is wrong is never read."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from sqlalchemy import delete

from jidi.core.errors import JidiError
from jidi.lake.checked_file import CheckedFile
from jidi.lake.integrity import check_files
from jidi.lake.lookup import Finder
from jidi.lake.pieces import PIECE, piece_digest, pieces_of
from jidi.registry.tables import segment_pieces

START = datetime(2025, 6, 1)  # noqa: DTZ001
ROWS = 130_000
"""More than one row group, in more than a dozen pieces."""


@pytest.fixture
def large(book):
    """A file of two row groups whose ids do not pack."""
    ids = np.random.default_rng(1).integers(0, 1 << 63, ROWS)
    book.commit(
        {
            "scan": pa.table(
                {
                    "id": [f"{n:016x}" for n in ids],
                    "parcel": [f"P{n:06d}" for n in range(ROWS)],
                    "at": pa.array([START + timedelta(minutes=1)] * ROWS, pa.timestamp("s")),
                }
            )
        }
    )
    return book


def _spoil(segment, place: int) -> None:
    content = bytearray(segment.file.read_bytes())
    content[place] ^= 0xFF
    segment.file.write_bytes(content)


def _find(book, key: str) -> int:
    with Finder(book.lake, threads=1) as finder:
        return finder.find("scan", {"parcel": [key]}).rows.num_rows


def test_the_ledger_keeps_the_digest_of_every_piece(large):
    (segment,) = large.lake.segments("scan")
    (kept,) = large.lake.pieces([segment]).values()
    assert kept == pieces_of(segment.file)
    assert len(kept.split()) == -(-segment.bytes // PIECE) > 4
    assert piece_digest(kept, 1) == kept.split()[1]
    assert piece_digest(kept, len(kept.split())) == ""


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_damage_beside_a_row_is_refused_and_damage_far_from_it_is_not_read(large, share):
    (segment,) = large.lake.segments("scan")
    _spoil(segment, int(segment.bytes * share) + 8)
    with pytest.raises(JidiError) as refused:
        _find(large, "P000007")
    assert refused.value.code == "L-303"
    assert _find(large, f"P{ROWS - 1:06d}") == 1
    with pytest.raises(JidiError):
        check_files([segment])


def test_a_damaged_end_is_refused_even_when_it_would_say_that_there_is_nothing(large):
    (segment,) = large.lake.segments("scan")
    _spoil(segment, segment.bytes - 200)
    with pytest.raises(JidiError) as refused:
        _find(large, "P000007x")
    assert refused.value.code == "L-303"


def test_a_file_that_was_touched_is_checked_again(large):
    with Finder(large.lake, threads=1) as finder:
        assert finder.find("scan", {"parcel": ["P000007"]}).rows.num_rows == 1
        (segment,) = large.lake.segments("scan")
        _spoil(segment, 8)
        with pytest.raises(JidiError) as refused:
            finder.find("scan", {"parcel": ["P000007"]})
        assert refused.value.code == "L-303"


def test_a_file_whose_pieces_are_not_known_is_checked_whole(large):
    (segment,) = large.lake.segments("scan")
    with large.registry.writing() as connection:
        connection.execute(delete(segment_pieces))
    assert _find(large, "P000007") == 1
    _spoil(segment, int(segment.bytes * 0.4))
    for key in ("P000007", f"P{ROWS - 1:06d}"):
        with pytest.raises(JidiError) as refused:
            _find(large, key)
        assert refused.value.code == "L-303"


def test_the_bytes_are_those_of_the_file(large):
    (segment,) = large.lake.segments("scan")
    content = segment.file.read_bytes()
    with CheckedFile(segment, pieces_of(segment.file)) as file:
        assert file.range(PIECE - 3, PIECE + 5) == content[PIECE - 3 : PIECE + 5]
        assert (file.seek(-4, 2), file.read()) == (len(content) - 4, content[-4:])
        assert (file.read(1), file.tell(), file.is_checked) == (b"", len(content), True)
    assert file.closed
