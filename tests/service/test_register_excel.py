"""The register as a workbook: out and in again changes nothing; what does not fit comes back."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from founded_books import founded, fresh
from jidi.core.errors import InputError, JidiError
from jidi.model.register import TEXT_SIGNS, TITLE_SIGNS, Revision, State, is_plain, load_fields
from jidi.service import register, register_import
from jidi.service.books import open_book
from jidi.service.register_bodies import bodies_of
from jidi.service.register_cells import fixed_cells, sheet_columns, state_cells
from jidi.service.register_changes import change_entry
from jidi.service.register_import import import_register
from jidi.service.register_judge import Judge
from jidi.service.register_sheet import read_sheet
from jidi.service.register_workbook import SHEET, export_register, write_workbook
from jidi.service.workbook_scan import scan_workbook

DONE = {"status": "已完成", "percent": 100, "evidence": "验收单"}


@pytest.fixture(scope="module")
def kept(now):
    """A founded book that is only read."""
    with open_book(founded("shanxi", now)) as book:
        yield book


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as book:
        yield book


@pytest.fixture
def exported(tmp_path, now):
    """Export a book: ``exported(book, lang="en")``."""

    def made(book, *, lang="zh", name="台账.xlsx"):
        found = register.entries(book, at=now.date())
        return export_register(book, found, tmp_path / name, lang=lang, made_at=now)

    return made


class Sheet:
    """A workbook as somebody edits it."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)
        self.sheet = self.book.worksheets[0]
        heads = next(row for row in self.sheet.iter_rows(max_row=20) if row[0].value == "entry_id")
        self.columns = {str(cell.value).split("（")[0]: cell.column for cell in heads}
        self.rows = {
            row[0].value: row[0].row for row in self.sheet.iter_rows(min_row=4) if row[0].value
        }

    def put(self, entry, **values):
        for name, value in values.items():
            self.sheet.cell(self.rows[entry], self.columns[name]).value = value
        return self

    def saved(self):
        self.book.save(self.path)
        return self.path


@pytest.fixture(scope="module")
def blank(kept, tmp_path_factory, now):
    """The bytes of an export of the founded book."""
    path = tmp_path_factory.mktemp("blank") / "台账.xlsx"
    export_register(kept, register.entries(kept, at=now.date()), path, lang="zh", made_at=now)
    return path.read_bytes()


@pytest.fixture
def sheet(blank, tmp_path):
    """An export of the founded book, to edit."""
    path = tmp_path / "台账.xlsx"
    path.write_bytes(blank)
    return Sheet(path)


@pytest.fixture
def look(kept, now):
    """Look at what a file would change in the founded book."""

    def made(path):
        return import_register(kept, path, by="王", now=now, dry_run=True)

    return made


@pytest.fixture
def take_in(book, now):
    def made(path, **more):
        return import_register(book, path, **({"by": "王", "now": now} | more))

    return made


def codes(receipt, entry):
    row = next(row for row in receipt.rows if row.entry == entry)
    return row.fate, [finding.code for finding in row.findings]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_untouched_export_changes_nothing(book, exported, take_in, lang):
    change_entry(
        book,
        "sx-p-060",
        {
            "status": "done",
            "finished_on": "2023-11-20",
            "evidence": "=1+1\n@x",
            "done": "1.5",
            "cooperating": "海关、税务部门",
            "responsible": "太原市邮政管理局",
        },
        by="王",
        now=datetime(2026, 1, 19, 9, 0),  # noqa: DTZ001
    )
    before = register.register_of(book).count()
    receipt = take_in(exported(book, lang=lang))
    assert (receipt.count("changed"), receipt.count("held")) == (0, 0)
    assert receipt.count("unchanged") == len(receipt.rows) == 75
    assert register.register_of(book).count() == before


def _texts(longest: int, shortest: int = 0):
    letters = st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("=+-@'\"_xX0041;、，\n\t ")
        ),
        min_size=shortest,
        max_size=longest,
    )
    return letters.filter(is_plain)


INDICATORS = ("express_parks", "village_coverage")
STATES = st.builds(
    State,
    title=_texts(60, 1),
    kind=st.sampled_from(["hub", "farm", "other"]),
    place=_texts(60),
    division=st.sampled_from(["140000000000", "140100000000", "140581000000"]),
    due_on=st.none() | st.dates(date(1950, 1, 1), date(2050, 12, 31)),
    responsible=st.sampled_from(["", "provincial_bureau", "bureau_1401", "customs"]),
    cooperating=st.lists(st.sampled_from(["customs", "tax", "bureau_1402"]), unique=True).map(
        tuple
    ),
    status=st.sampled_from(["unreported", "not_started", "under_way", "done", "stopped"]),
    percent=st.none() | st.integers(0, 100),
    done=st.none() | st.decimals(0, 10**6, places=4).map(lambda d: d.normalize()),
    started_on=st.none() | st.dates(date(2021, 1, 1), date(2026, 1, 1)),
    finished_on=st.none() | st.dates(date(2021, 1, 1), date(2026, 1, 1)),
    evidence=_texts(200),
    indicators=st.lists(st.sampled_from(INDICATORS), unique=True).map(tuple),
    note=_texts(200),
)


def _revision(entry: str, state: State) -> Revision:
    on = date(2021, 1, 1)
    return Revision(
        entry=entry, number=1, on=on, at="2021", by="王", origin="reported", state=state
    )


def _written(kept, path, states, lang, now):
    """A sheet with these states under the founded entries."""
    found = register.entries(kept, at=now.date())[: len(states)]
    rows = [
        fixed_cells(kept, entry.subject, revision=1, origin="reported", lang=lang)
        | state_cells(kept, state, lang)
        for entry, state in zip(found, states, strict=True)
    ]
    write_workbook(kept, rows, path, columns=sheet_columns(), lang=lang, made_at=now)
    return found


def _judged(kept, path, chains, now):
    judge = Judge(kept, read_sheet(path), why="因为", on=now.date(), today=now.date())
    return judge.outcomes(chains)


@settings(max_examples=12)
@given(states=st.lists(STATES, min_size=1, max_size=6), lang=st.sampled_from(["zh", "en"]))
def test_out_and_in_again_is_the_same(kept, tmp_path_factory, now, states, lang):
    path = tmp_path_factory.mktemp("same") / "台账.xlsx"
    found = _written(kept, path, states, lang, now)
    chains = {
        entry.id: (entry.subject, (_revision(entry.id, state),))
        for entry, state in zip(found, states, strict=True)
    }
    outcomes = _judged(kept, path, chains, now)
    assert [(one.fate, [f.message() for f in one.findings]) for one in outcomes] == [
        ("unchanged", [])
    ] * len(states)


@settings(max_examples=12)
@given(states=st.lists(STATES, min_size=1, max_size=6), lang=st.sampled_from(["zh", "en"]))
def test_what_is_written_into_a_sheet_is_read_as_it_was_meant(
    kept, tmp_path_factory, now, states, lang
):
    path = tmp_path_factory.mktemp("meant") / "台账.xlsx"
    found = _written(kept, path, states, lang, now)
    base = State(title="原", kind="end", division="140000000000")
    chains = {entry.id: (entry.subject, (_revision(entry.id, base),)) for entry in found}
    for state, outcome in zip(states, _judged(kept, path, chains, now), strict=True):
        if outcome.fate == "changed":
            implied = {} if state.percent is not None else {"percent": outcome.draft.state.percent}
            assert outcome.draft.state == state.model_copy(update=implied)
        else:
            assert all(finding.code.startswith("R-1") for finding in outcome.findings)


def test_an_edited_row_becomes_a_revision_and_the_counts_add_up(book, exported, take_in, now):
    sheet = Sheet(exported(book))
    sheet.put("sx-p-060", **DONE, finished_on=date(2023, 11, 20), on=date(2023, 11, 20), why="验收")
    sheet.put("sx-p-061.1", status="进行中", percent=40)
    sheet.put("sx-t-01", percent=0.6)
    dry = take_in(sheet.saved(), dry_run=True)
    assert register.register_of(book).count() == 75
    receipt = take_in(sheet.path, why="季度填报")
    assert [r.to_json() for r in dry.rows] == [r.to_json() for r in receipt.rows]
    counts = [receipt.count(fate) for fate in ("changed", "unchanged", "held")]
    assert counts == [2, 72, 1]
    assert sum(counts) == len(receipt.rows)
    last = register.history(book, "sx-p-060")[-1]
    assert (last.by, last.why, last.on) == ("王", "验收", date(2023, 11, 20))
    last = register.history(book, "sx-p-061.1")[-1]
    assert (last.why, last.on, last.state.percent) == ("季度填报", now.date(), 40)
    *_, audit = book.workspace.registry.audit.entries()
    assert audit.facts["source"] == "台账.xlsx"
    assert len(audit.facts["revisions"]) == 2


def test_clearing_a_cell_says_that_it_is_not_known(book, exported, take_in, now):
    change_entry(
        book, "sx-t-01", {"note": "x", "status": "under_way", "percent": "9"}, by="李", now=now
    )
    sheet = Sheet(exported(book)).put("sx-t-01", note=None, percent=None)
    take_in(sheet.saved())
    state = register.entry_named(book, "sx-t-01", at=now.date()).state
    assert (state.note, state.percent) == ("", None)


def test_a_status_set_to_done_takes_its_progress_along(book, exported, take_in, now):
    sheet = Sheet(exported(book))
    sheet.put("sx-t-01", status="已完成", evidence="报告", finished_on=date(2024, 1, 1))
    assert take_in(sheet.saved()).count("changed") == 1
    assert register.entry_named(book, "sx-t-01", at=now.date()).state.percent == 100


def test_rows_that_others_changed_meanwhile_come_back_with_what_changed(
    book, exported, take_in, now
):
    sheet = Sheet(exported(book))
    for name in ("sx-t-01", "sx-t-02"):
        change_entry(book, name, {"note": "李的"}, by="李", now=now)
    sheet.put("sx-t-01", note="王的")
    receipt = take_in(sheet.saved())
    assert codes(receipt, "sx-t-01") == ("held", ["R-301"])
    assert "李" in receipt.of("held")[0].findings[0].message("zh")
    fate = next(row for row in receipt.rows if row.entry == "sx-t-02")
    assert (fate.fate, fate.older) == ("unchanged", True), "nobody edited this row"
    assert register.entry_named(book, "sx-t-01", at=now.date()).state.note == "李的"


def test_somebody_who_writes_between_judging_and_writing_is_not_overwritten(
    book, exported, take_in, now, monkeypatch
):
    sheet = Sheet(exported(book)).put("sx-t-01", note="王的").put("sx-t-02", note="王的")
    real = Judge.outcomes
    turns = []

    def slow(self, chains):
        found = real(self, chains)
        if not turns:
            change_entry(book, "sx-t-01", {"note": "李的"}, by="李", now=now)
        turns.append(1)
        return found

    monkeypatch.setattr(Judge, "outcomes", slow)
    receipt = take_in(sheet.saved())
    assert len(turns) == 2
    assert (codes(receipt, "sx-t-01")[1], receipt.count("changed")) == (["R-301"], 1)
    assert register.entry_named(book, "sx-t-01", at=now.date()).state.note == "李的"
    assert register.entry_named(book, "sx-t-02", at=now.date()).state.note == "王的"


def test_a_failure_while_writing_leaves_neither_revisions_nor_a_returned_file(
    book, exported, take_in, monkeypatch
):
    sheet = Sheet(exported(book)).put("sx-t-01", note="x").put("sx-t-02", percent="x")

    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("jidi.registry.register.append", fail)
    with pytest.raises(ZeroDivisionError):
        take_in(sheet.saved())
    assert register.register_of(book).count() == 75
    assert list(book.workspace.inbox_folder.iterdir()) == []


def test_rows_held_aside_are_returned_with_their_reasons_and_can_be_mended(
    book, exported, take_in, now
):
    sheet = Sheet(exported(book)).put("sx-t-01", percent=0.6, status="进行中", note="留着")
    receipt = take_in(sheet.saved())
    returned = Sheet(receipt.held_file)
    assert list(returned.rows) == ["sx-t-01"]
    reason = returned.sheet.cell(4, returned.columns["returned"]).value
    assert "R-203" in reason and "第" in reason
    again = take_in(returned.put("sx-t-01", percent=60).saved())
    assert (again.count("changed"), again.count("held")) == (1, 0)
    state = register.entry_named(book, "sx-t-01", at=now.date()).state
    assert (state.percent, state.note) == (60, "留着")


def test_two_returns_in_one_second_do_not_overwrite_each_other(book, exported, take_in):
    path = Sheet(exported(book)).put("sx-t-01", percent=0.6).saved()
    first, second = take_in(path).held_file, take_in(path).held_file
    assert first != second
    assert first.exists() and second.exists()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "做完了"}, ["D-111"]),
        ({"status": None}, ["R-202"]),
        ({"title": None}, ["R-202"]),
        ({"percent": "六成"}, ["R-203"]),
        ({"percent": True}, ["R-203"]),
        ({"percent": 60.5}, ["R-203"]),
        ({"due_on": "明年", "percent": "x"}, ["V-106", "R-203"]),
        ({"due_on": 45657}, ["R-107"]),  # a number in a cell of dates is a day
        ({"due_on": datetime(2025, 1, 1, 8, 30)}, ["V-106"]),  # noqa: DTZ001
        ({"due_on": date(2026, 1, 1)}, ["R-107"]),
        ({"responsible": "太原邮局"}, ["R-206"]),
        ({"cooperating": "海关、海管"}, ["R-206"]),
        ({"indicators": "x y"}, ["D-113"]),
        ({"division": "999999"}, ["C-207"]),
        ({"division": "110000 北京市"}, ["C-207"]),
        ({"note": "长" * 2_001}, ["R-205"]),
        ({"note": "长" * 30_000}, ["R-205"]),
        ({"evidence": "=cmd|' /C calc'!A0"}, ["R-409"]),
        ({"revision": 7}, ["R-412"]),
        ({"revision": None}, ["R-412"]),
        ({"revision": "一"}, ["R-412"]),
        ({"wanted": "99"}, ["R-406"]),
        ({"passage": "改了"}, ["R-406"]),
        ({"origin": "填报"}, ["R-406"]),
        ({"status": "已完成"}, ["R-101", "R-102"]),
        ({"note": "x", "on": "明天"}, ["V-106"]),
        ({"note": "x", "on": date(2099, 1, 1)}, ["R-306"]),
        ({"note": "x", "why": "长" * 2_001}, ["R-205"]),
    ],
)
def test_a_row_that_does_not_fit_is_held_with_every_reason(sheet, look, values, expected):
    receipt = look(sheet.put("sx-t-01", **values).saved())
    assert codes(receipt, "sx-t-01") == ("held", expected)
    assert receipt.count("unchanged") == 74
    for finding in receipt.of("held")[0].findings:
        assert "台账.xlsx" in finding.message("zh")
        assert finding.where.row == 4


def test_a_text_that_looks_like_a_formula_stays_a_text(book, exported, take_in, now):
    texts = ("=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "'=1", '"=1"')
    names = [f"sx-t-{number:02}" for number in range(1, 7)]
    for name, text in zip(names, texts, strict=True):
        change_entry(book, name, {"note": text}, by="王", now=now)
    path = exported(book)
    edited = Sheet(path)
    for name, text in zip(names, texts, strict=True):
        cell = edited.sheet.cell(edited.rows[name], edited.columns["note"])
        assert (cell.value, cell.data_type) == (text, "s")
    assert take_in(path).count("unchanged") == 75


def test_merged_cells_hold_their_rows(sheet, look):
    row, column = sheet.rows["sx-t-02"], sheet.columns["note"]
    sheet.sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    receipt = look(sheet.saved())
    assert [f.code for one in receipt.of("held") for f in one.findings] == ["R-410", "R-410"]
    assert receipt.count("unchanged") == 73


def test_rows_that_stand_twice_or_name_no_entry_are_held(sheet, look):
    last = sheet.sheet.max_row
    for values in (["sx-t-01", 1], [None, 1, "孤零零"], ["sx-t-99", 1]):
        sheet.sheet.append(values)
    receipt = look(sheet.saved())
    held = {(one.row.number, one.findings[0].code) for one in receipt.of("held")}
    top = sheet.rows["sx-t-01"]
    assert held == {(top, "R-407"), (last + 1, "R-407"), (last + 2, "R-411"), (last + 3, "R-304")}
    assert len(receipt.rows) == 78


def test_rows_may_be_removed_and_moved_down(sheet, look):
    sheet.put("sx-t-02", note="x")
    sheet.sheet.delete_rows(sheet.rows["sx-t-01"])
    sheet.sheet.insert_rows(1)
    sheet.sheet.append([])
    receipt = look(sheet.saved())
    assert (receipt.count("changed"), receipt.count("unchanged")) == (1, 73)


def test_columns_may_be_missing_and_their_values_stay(book, exported, take_in, now):
    change_entry(book, "sx-t-01", {"note": "留着"}, by="李", now=now)
    sheet = Sheet(exported(book)).put("sx-t-01", status="进行中")
    sheet.sheet.delete_cols(sheet.columns["note"])
    receipt = take_in(sheet.saved())
    assert receipt.missing == ("note",)
    assert receipt.count("changed") == 1
    assert register.entry_named(book, "sx-t-01", at=now.date()).state.note == "留着"


def test_a_sheet_under_another_name_is_found_by_its_heads(sheet, look):
    sheet.put("sx-t-01", note="x")
    sheet.sheet.title = "太原市填报"
    sheet.book.remove(sheet.book.worksheets[1])
    receipt = look(sheet.saved())
    assert (receipt.sheet, receipt.count("changed")) == ("太原市填报", 1)


def _head(sheet: Sheet, name: str):
    return sheet.sheet.cell(2, sheet.columns[name])


@pytest.mark.parametrize(
    ("damage", "code", "says"),
    [
        (lambda s: setattr(_head(s, "status"), "value", "statue"), "R-404", "status"),
        (lambda s: setattr(_head(s, "note"), "value", "status"), "R-405", "status"),
        (lambda s: setattr(_head(s, "title"), "value", None), "R-413", "4"),
        (lambda s: setattr(_head(s, "revision"), "value", "x"), "R-403", "名录"),
        (lambda s: s.book.remove(s.sheet), "R-403", "名录"),
        (lambda s: [s.book.copy_worksheet(s.sheet), setattr(s.sheet, "title", "甲")], "R-403", "2"),
    ],
)
def test_a_sheet_that_cannot_be_understood_is_refused_as_a_whole(sheet, look, damage, code, says):
    damage(sheet.put("sx-t-02", note="x"))
    with pytest.raises(JidiError) as refused:
        look(sheet.saved())
    assert refused.value.code == code
    assert says in refused.value.message("zh")


def test_a_copy_beside_the_sheet_of_its_name_is_left_alone(sheet, look):
    sheet.book.copy_worksheet(sheet.sheet).title = "草稿"
    assert look(sheet.saved()).sheet == SHEET


def _far_cell(path):
    made = Workbook()
    made.active["A1"] = made.active["XFD1000000"] = 1
    made.save(path)


def _broken_xml(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook")
        packed.writestr("xl/_rels/workbook.xml.rels", "<x/>")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b""), "R-401"),
        (lambda path: path.write_text("entry_id,revision\nsx-t-01,1\n"), "R-401"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)), "R-401"),
        (lambda path: path.mkdir(), "R-401"),
        (lambda _path: None, "R-401"),
        (_broken_xml, "R-401"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "R-401"),
        (_far_cell, "R-402"),
        (lambda path: Workbook().save(path), "R-403"),
    ],
)
def test_what_is_no_register_is_refused_and_nothing_is_unpacked(tmp_path, look, make, code):
    path = tmp_path / "anything.xlsx"
    make(path)
    with pytest.raises(InputError) as refused:
        look(path)
    assert refused.value.code == code
    assert "anything.xlsx" in refused.value.message("zh")


def test_a_workbook_cut_in_half_is_refused(blank, look, tmp_path):
    path = tmp_path / "half.xlsx"
    for size in (100, len(blank) // 2, len(blank) - 10):
        path.write_bytes(blank[:size])
        with pytest.raises(InputError) as refused:
            look(path)
        assert refused.value.code == "R-401"


def test_a_large_file_is_refused_before_it_is_opened(tmp_path, look, monkeypatch):
    monkeypatch.setattr("jidi.service.workbook_scan.MOST_BYTES", 10)
    path = tmp_path / "large.xlsx"
    path.write_bytes(bytes(11))
    with pytest.raises(InputError) as refused:
        look(path)
    assert refused.value.code == "R-402"


def test_a_file_that_unpacks_to_too_much_is_refused_unopened(tmp_path, look, monkeypatch):
    monkeypatch.setattr("jidi.service.workbook_scan.MOST_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 1_000_001)
    assert path.stat().st_size < 10_000
    with pytest.raises(InputError) as refused:
        look(path)
    assert refused.value.code == "R-402"


def test_a_panic_of_the_reader_is_a_refusal(sheet, look, monkeypatch):
    class PanicException(BaseException):
        """As Rust's come to Python."""

    def panic(_path):
        raise PanicException("index out of bounds")

    monkeypatch.setattr("jidi.service.register_sheet.CalamineWorkbook.from_path", panic)
    with pytest.raises(InputError) as refused:
        look(sheet.path)
    assert refused.value.code == "R-401"


def test_formulas_are_found_wherever_a_program_puts_them(tmp_path):
    made = Workbook()
    made.active["C3"] = "=1+1"
    made.active["AB12"] = "text"
    made.save(tmp_path / "f.xlsx")
    (scan,) = scan_workbook(tmp_path / "f.xlsx").values()
    assert (scan.rows, scan.columns, scan.formulas) == (12, 28, frozenset({(2, 2)}))


def test_the_workbook_guides_those_who_fill_it_in(kept, sheet):
    made = sheet.book
    data, guide, lists = made.worksheets
    assert data.freeze_panes == "C4"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in data.data_validations.dataValidation}
    assert {rule.type for rule in rules.values()} == {"list", "whole", "decimal", "date"}
    words = [cell.value for column in lists.iter_cols() for cell in column if cell.value]
    assert {"太原市邮政管理局", "140100 太原市", "已完成", "express_parks"} <= set(words)
    said = " ".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    assert all(advice.zh in said and advice.en in said for advice in load_fields().advice)
    assert len(bodies_of(kept)) == 27 + 11


def test_the_same_register_gives_the_same_bytes(kept, tmp_path, now):
    found = register.entries(kept, at=now.date())
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path in paths:
        export_register(kept, found, path, lang="zh", made_at=now)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_workbook_that_cannot_be_written_is_said(kept, tmp_path, now):
    with pytest.raises(InputError) as refused:
        export_register(kept, (), tmp_path / "no" / "a.xlsx", lang="zh", made_at=now)
    assert refused.value.code == "V-101"


def test_limits_of_texts_fit_into_a_cell():
    assert TITLE_SIGNS <= TEXT_SIGNS < 32_767


def test_the_book_of_another_plan_knows_none_of_the_entries(sheet, now):
    with open_book(founded("inner-mongolia", now)) as other:
        receipt = import_register(other, sheet.path, by="王", now=now, dry_run=True)
    assert receipt.count("held") == 75
    assert {f.code for one in receipt.of("held") for f in one.findings} == {"R-304"}


def test_an_import_needs_a_name_and_a_register(kept, sheet, now, monkeypatch):
    with pytest.raises(InputError) as refused:
        import_register(kept, sheet.path, by="", now=now)
    assert refused.value.code == "R-308"
    monkeypatch.setattr(register_import, "missing", lambda _book: InputError("R-302", book="x"))
    with pytest.raises(InputError) as refused:
        import_register(kept, sheet.path, by="王", now=now)
    assert refused.value.code == "R-302"


def test_a_receipt_tells_both_languages_and_json(sheet, look):
    receipt = look(sheet.put("sx-t-01", note="x").put("sx-t-02", percent=0.6).saved())
    assert "（1 + 73 + 1 = 75）" in receipt.sentence("zh")
    assert "(1 + 73 + 1 = 75)" in receipt.sentence("en")
    told = receipt.to_json()
    assert told["in"] == told["changed"] + told["unchanged"] + told["held"]
    assert [row["fate"] for row in told["rows"]] == ["changed", "held"]
