"""Bulletins from files, and into a book: once, all or nothing, nothing overwritten."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError, UnknownName
from jidi.registry import AuditLog
from jidi.service.books import open_book
from jidi.service.bulletins import MOST_CHARACTERS, Asked, read_bulletin_file
from jidi.service.founding import make_book
from jidi.service.known_figures import observations_of
from jidi.service.recording import record_bulletin_file

INVENTED = Path(__file__).parents[2] / "benchmarks" / "bulletins"
TITLE = "2023年5月份山西省邮政行业运行情况\n\n"
NEW = TITLE.replace("5月", "8月") + (
    "1-8月，快递业务量累计完成6.69亿件，同比增长29.29%。8月，快递业务量完成9333.7万件，同比增长9%。\n"
)


@pytest.fixture
def book_folder(tmp_path, now):
    with make_book(tmp_path / "book", plan="shanxi", now=now):
        pass
    return tmp_path / "book"


def written(folder: Path, text: str, name: str = "bulletin.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


# --- reading files --------------------------------------------------------------------------


def test_a_page_is_read_with_its_table_and_every_place_can_be_looked_up():
    report = read_bulletin_file(INVENTED / "12_page_with_table.html", Asked())
    told = report.to_json()
    assert (told["kind"], told["source_kind"]) == ("html", "official")
    assert len(told["observations"]) == 16
    for one in told["observations"]:
        for statement in one["statements"]:
            at = statement["at"]
            assert report.document.text[at["start"] : at["end"]] == at["text"]
            line = report.document.lines[at["line"] - 1]
            assert line.text[at["column"] :].startswith(at["text"][:1])


def test_a_word_file_is_read_like_its_text(tmp_path):
    docx = pytest.importorskip("docx")
    lines = (INVENTED / "01_province_row_per_line.txt").read_text("utf-8").split("\n")
    head = next(n for n, line in enumerate(lines) if line.startswith("指标名称"))
    document = docx.Document()
    for line in lines[:head]:
        document.add_paragraph(line)
    rows = [line.split() for line in lines[head + 2 :] if line.strip()]
    table = document.add_table(rows=2 + len(rows), cols=6)
    for column, text in (
        (0, "指标名称"),
        (1, "单位"),
        (2, "2023年7月份"),
        (4, "比去年同期增长(%)"),
    ):
        table.rows[0].cells[column].text = text
    for left in (2, 4):
        table.rows[0].cells[left].merge(table.rows[0].cells[left + 1])
    for column, text in enumerate(("累计", "当月", "累计", "当月"), start=2):
        table.rows[1].cells[column].text = text
    for row, cells in zip(table.rows[2:], rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(tmp_path / "b.docx")
    plain = read_bulletin_file(INVENTED / "01_province_row_per_line.txt", Asked(source="s"))
    found = read_bulletin_file(tmp_path / "b.docx", Asked(source="s"))
    figures = [
        {(o.indicator, o.period, o.value, o.growth) for o in report.bulletin.observations}
        for report in (plain, found)
    ]
    assert figures[0] == figures[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_line_ends_change_nothing(tmp_path, encoding):
    path = tmp_path / "b.txt"
    path.write_bytes(NEW.replace("\n", "\r\n").encode(encoding))
    assert len(read_bulletin_file(path, Asked()).bulletin.observations) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "T-103"), (b"\x00\x01\x02\xff" * 400, "T-106"), (b"%PDF-1.4 broken", "T-106")],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_code(tmp_path, content, code):
    path = tmp_path / "b.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_bulletin_file(path, Asked())
    assert caught.value.code == code


def test_a_text_too_long_for_a_bulletin_is_refused(tmp_path):
    path = written(tmp_path, "字" * (MOST_CHARACTERS + 1))
    with pytest.raises(InputError, match="V-122"):
        read_bulletin_file(path, Asked())


def test_a_novel_gives_an_empty_reading_that_says_so(tmp_path):
    path = written(tmp_path, "从前有座山，山里有座庙。那年他三十五岁，走了3里路，付了20元。\n" * 50)
    report = read_bulletin_file(path, Asked())
    assert report.bulletin.observations == ()
    assert "没有认出" in report.remarks("zh")[0]
    assert "No figure" in report.remarks("en")[0]
    assert report.to_json()["observations"] == []


def test_a_table_cut_in_half_gives_its_whole_rows_and_names_the_rest():
    report = read_bulletin_file(INVENTED / "21_table_of_another_month.txt", Asked())
    told = report.to_json()
    assert any(f["rule"] == "table" for f in told["findings"])
    assert any("61.02" in left["text"] for left in told["not_understood"])


def test_a_bulletin_without_a_table_says_so(tmp_path):
    report = read_bulletin_file(written(tmp_path, NEW), Asked())
    assert report.remarks("en") == ("No table was recognised to hold the running text against.",)


@pytest.mark.parametrize(
    ("asked", "code", "near"),
    [
        (Asked(division="太源"), "C-207", "太原市"),
        (Asked(source_kind="offical"), "V-120", "official"),
        (Asked(period="2023-13"), "C-101", ""),
        (Asked(period="2023-05-01"), "C-103", ""),
    ],
)
def test_what_the_user_says_is_checked_before_it_counts(tmp_path, asked, code, near):
    with pytest.raises(JidiError) as caught:
        read_bulletin_file(written(tmp_path, NEW), asked)
    assert caught.value.code == code
    assert near in caught.value.message("zh")
    assert isinstance(caught.value, UnknownName) == bool(near)


def test_place_and_time_may_be_named_by_the_user(tmp_path):
    path = written(tmp_path, "1-5月，全市快递业务量累计完成389万件。")
    report = read_bulletin_file(path, Asked(division="晋中市", period="2023-05ytd", source="一份"))
    (one,) = report.bulletin.observations
    assert (one.division, str(one.period), one.source) == (
        DivisionCode("140700000000"),
        "2023-05ytd",
        "一份",
    )
    assert report.to_json()["heading"]["division_name"] == "晋中市"


# --- against a book, and into it ------------------------------------------------------------


def test_a_reading_is_held_against_the_figures_of_the_book(book_folder, tmp_path):
    text = TITLE + "1-5月，快递业务量累计完成38999.97万件，同比增长62.02%。"
    with open_book(book_folder) as book:
        report = read_bulletin_file(written(tmp_path, text), Asked(), book=book)
    (finding,) = report.bulletin.findings
    assert "38999.97万件 ≠ 38858.97万件" in finding.arithmetic


def test_the_books_province_is_meant_where_print_names_no_place(book_folder, tmp_path):
    path = written(tmp_path, "2023年1-8月，全省快递业务量累计完成6.69亿件。")
    with open_book(book_folder) as book:
        (one,) = read_bulletin_file(path, Asked(), book=book).bulletin.observations
    assert (one.division.short, one.flags) == ("14", ("place_inferred",))


def test_recording_adds_a_version_with_receipt_audit_entry_and_provenance(
    book_folder, tmp_path, now
):
    path = written(tmp_path, NEW)
    with open_book(book_folder) as book:
        before, held = book.version, len(observations_of(book))
        done = record_bulletin_file(path, Asked(source="局网站"), book=book, by="王敏", now=now)
        assert (len(done.added), done.known, done.aside) == (2, 0, ())
        assert done.receipt.version == book.version == before + 1
        assert (done.receipt.by, done.receipt.source) == ("王敏", "局网站")
        mine = [one for one in observations_of(book) if one.source == "局网站"]
        assert len(observations_of(book)) == held + 2
        assert {(str(one.period), one.value) for one in mine} == {
            ("2023-08ytd", Decimal("6.69")),
            ("2023-08", Decimal("9333.7")),
        }
        entry = list(AuditLog(book.workspace.registry).entries())[-1]
        assert (entry.action, entry.actor, entry.subject) == (
            "lake.commit",
            "王敏",
            done.receipt.batch,
        )


def test_the_same_file_is_recorded_once(book_folder, tmp_path, now):
    path = written(tmp_path, NEW)
    with open_book(book_folder) as book:
        first = record_bulletin_file(path, Asked(), book=book, by="a", now=now)
        again = record_bulletin_file(
            Path(shutil.copy(path, tmp_path / "copy.txt")), Asked(), book=book, by="b", now=now
        )
        assert again.receipt.batch == first.receipt.batch
        assert again.receipt.repeated
        assert book.version == first.receipt.version
        assert "没有重复记入" in again.sentence("zh")
        assert "nothing was done twice" in again.sentence("en")


def test_known_figures_are_not_written_again_and_differing_ones_are_held_aside(
    book_folder, tmp_path, now
):
    text = TITLE + (
        "1-5月，快递业务量累计完成3.89亿件，同比增长62.02%；快递业务收入累计完成44.08亿元，同比增长41.64%。"
    )
    with open_book(book_folder) as book:
        version = book.version
        done = record_bulletin_file(written(tmp_path, text), Asked(), book=book, by="a", now=now)
        assert (done.receipt, done.known, len(done.aside)) == (None, 1, 1)
        assert book.version == version
    aside = done.to_json()["aside"][0]
    assert (aside["value"], aside["known_value"]) == ("44.08亿元", "41.08亿元")
    assert "1 differ from the book" in done.sentence("en")


def test_a_bulletin_without_a_figure_is_not_recorded(book_folder, tmp_path, now):
    with open_book(book_folder) as book, pytest.raises(InputError, match="V-121"):
        record_bulletin_file(written(tmp_path, "山中无历日。"), Asked(), book=book, by="a", now=now)


def test_a_recorded_figure_stands_as_published_and_a_doubtful_one_does_not(
    book_folder, tmp_path, now
):
    from jidi.core.period import PeriodKind
    from jidi.service.publishing import published_readings

    text = TITLE.replace("5月", "8月") + (
        "1-8月，快递业务量累计完成6.69亿件。1-8月，同城快递业务量累计完成5000.1万件；异地快递业务量累计完成"
        "61800.2万件；国际/港澳台快递业务量累计完成99.70亿件。"
    )
    with open_book(book_folder) as book:
        record_bulletin_file(written(tmp_path, text), Asked(), book=book, by="a", now=now)
        periods = {
            name: [
                str(reading.period)
                for reading in published_readings(
                    book, book.catalogue.indicator(name), book.province.code, PeriodKind.YTD
                )
            ]
            for name in ("express_volume", "express_volume_international")
        }
    assert "2023-08ytd" in periods["express_volume"]
    assert "2023-08ytd" not in periods["express_volume_international"]
