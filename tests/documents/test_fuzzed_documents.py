"""A spoilt document is read or refused with a code: no crash, no hang."""

from __future__ import annotations

import io
import zipfile
from itertools import accumulate

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.documents import open_document

TEXT = "某市邮政业规划\n到2025年,业务量达到9.5亿件。\n"
PAGE = (
    f"<html><head><title>规划</title></head><body><p>{TEXT}</p><table><tr><th>指标<td>9.5</table>"
)


def word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(TEXT)
    made.add_table(2, 2).cell(0, 0).text = "指标"
    made.save(out)
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    """The same package without compression, so that its XML can be spoilt."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def pdf() -> bytes:
    words = b"the volume reached 9.5 hundred million in 2025, as was planned five years ago"
    stream = b"BT /F1 12 Tf 40 700 Td (%b) Tj ET" % words
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    parts = [b"%PDF-1.4\n"]
    parts += [b"%d 0 obj\n%b\nendobj\n" % (n, text) for n, text in enumerate(objects, 1)]
    *starts, end = accumulate(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % end
    return b"".join([*parts, b"xref\n0 6\n0000000000 65535 f \n", table, trailer])


SOUND = {
    "a.txt": TEXT.encode("gb18030"),
    "a.html": PAGE.encode(),
    "a.docx": word(),
    "b.docx": unpacked(word()),
    "a.pdf": pdf(),
}
PLACES = st.floats(0, 1)
PIECES = st.binary(max_size=6) | st.sampled_from(
    [
        b"<",
        b"</w:p>",
        b"&#0;",
        b"<!DOCTYPE a>",
        b"\0",
        b"<table>" * 30,
        b"endobj",
        b"99999999",
        b"-1",
    ]
)
CHANGES = st.lists(st.tuples(PLACES, st.integers(0, 4), PIECES), max_size=4)


def spoilt(data: bytes, changes, cut: float, splice: tuple[float, float]) -> bytes:
    """Bytes put in and taken out, a stretch that stands twice, the end cut off."""
    for at, taken, put in changes:
        place = int(at * len(data))
        data = data[:place] + put + data[place + taken :]
    first, last = (int(at * len(data)) for at in sorted(splice))
    return (data[:last] + data[first:])[: int(cut * 2 * len(data)) + 1]


def read_or_refused(folder, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    try:
        found = open_document(path)
    except InputError as error:
        assert error.code.startswith("T-")
        assert error.message("zh")
        assert error.message("en")
    else:
        for line in found.lines:
            assert found.text[slice(*line.span)] == line.text


@pytest.mark.parametrize("name", SOUND)
def test_the_sound_document_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(SOUND[name])
    assert "9.5" in open_document(tmp_path / name).text


ASKED = {"changes": CHANGES, "cut": PLACES, "splice": st.tuples(PLACES, PLACES)}


@pytest.mark.parametrize("name", SOUND)
@settings(max_examples=15)
@given(**ASKED)
def test_a_spoilt_document_is_read_or_refused_with_a_code(
    tmp_path_factory, name, changes, cut, splice
):
    data = spoilt(SOUND[name], changes, cut, splice)
    read_or_refused(tmp_path_factory.getbasetemp(), name, data)


@pytest.mark.soak
@pytest.mark.parametrize("name", SOUND)
@settings(max_examples=3_000)
@given(**ASKED)
def test_a_spoilt_document_is_read_or_refused_at_length(
    tmp_path_factory, name, changes, cut, splice
):
    data = spoilt(SOUND[name], changes, cut, splice)
    read_or_refused(tmp_path_factory.getbasetemp(), name, data)
