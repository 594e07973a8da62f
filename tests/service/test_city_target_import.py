"""City targets come in from the template when every cell fits, and not at all before."""

from __future__ import annotations

import openpyxl
import pytest

from founded_books import fresh
from jidi.core.errors import JidiError
from jidi.service.city_target_import import import_city_targets
from jidi.service.city_targets import city_targets
from jidi.service.templates import write_template

GOOD = {
    "division": "140100",
    "indicator": "express_volume",
    "year": 2025,
    "target": ">3.1",
    "unit": "亿件",
    "base": 1.8,
    "how": "省局下达",
}


@pytest.fixture
def book(tmp_path, now):
    """A copy to print more figures into."""
    with fresh(tmp_path, now, "shanxi") as made:
        yield made


@pytest.fixture
def filled(book, tmp_path, now):
    """Writes the template with rows filled in, as a sender would."""

    def write(*rows):
        path = tmp_path / "市级目标.xlsx"
        table = book.catalogue.table("city_target")
        write_template(table, book.catalogue.code_lists, path, made_at=now.replace(tzinfo=None))
        workbook = openpyxl.load_workbook(path)
        sheet = workbook.worksheets[0]
        names = [cell.value.split("（")[0] for cell in sheet[2]]
        for at, row in enumerate(rows, start=4):
            for name, value in row.items():
                sheet.cell(at, names.index(name) + 1, value)
        workbook.save(path)
        return path

    return write


def codes(error):
    found = ((one.code, one.where.row, one.where.column) for one in (error, *error.also))
    return sorted(found, key=str)


def test_a_filled_template_becomes_one_version_and_the_same_again_changes_nothing(
    book, filled, now
):
    path = filled(GOOD, {**GOOD, "division": "大同市", "target": 1.2})
    receipt = import_city_targets(book, path, by="张三", now=now)
    assert (receipt.new, receipt.changed, receipt.unchanged) == (2, 0, 0)
    assert receipt.version == book.version
    found = city_targets(book, "express_volume", 2025)
    assert sorted(found) == ["140100000000", "140200000000"]
    taiyuan = found["140100000000"]
    assert (taiyuan.target.text, taiyuan.how, taiyuan.document) == (">3.1", "assigned", "张三")
    assert float(taiyuan.base) == 1.8
    again = import_city_targets(book, path, by="张三", now=now)
    assert (again.unchanged, again.version) == (2, None)
    changed = import_city_targets(book, filled({**GOOD, "base": 1.9}), by="李四", now=now)
    assert (changed.new, changed.changed) == (0, 1)
    assert len(city_targets(book, "express_volume", 2025)) == 2


def test_every_cell_that_does_not_fit_is_found_in_one_pass_and_nothing_is_written(
    book, filled, now
):
    path = filled(
        {**GOOD, "division": "呼和浩特市", "unit": "吨", "how": "听说"},
        {**GOOD, "indicator": "express_volum"},
        {**GOOD, "year": 2024, "target": "多多益善", "base": "很多"},
        {"division": "140300", "numerator": 7},
        GOOD,
        GOOD,
    )
    before = book.version
    with pytest.raises(JidiError) as raised:
        import_city_targets(book, path, by="张三", now=now)
    assert codes(raised.value) == sorted(
        [
            ("P-174", 4, "市（盟）"),
            ("P-178", 4, "单位"),
            ("P-181", 4, "来历"),
            ("P-175", 5, "指标"),
            ("P-176", 6, "目标年"),
            ("P-110", 6, "目标值"),
            ("P-179", 6, "基数"),
            *(("P-173", 7, name) for name in ("指标", "目标年", "目标值", "单位", "来历")),
            ("P-180", 7, "目标分子"),
            ("P-177", 9, None),
        ],
        key=str,
    )
    assert book.version == before
    assert city_targets(book, "express_volume", 2025) == {}


def test_a_dry_run_writes_nothing(book, filled, now):
    before = book.version
    receipt = import_city_targets(book, filled(GOOD), by="张三", now=now, dry_run=True)
    assert (receipt.new, receipt.version, book.version) == (1, None, before)


def test_separated_text_is_taken_too(book, tmp_path, now):
    path = tmp_path / "targets.csv"
    path.write_text(
        "division,indicator,year,target,unit,how\n140100,express_volume,2025,3.1,亿件,agreed\n",
        "utf-8",
    )
    assert import_city_targets(book, path, by="张三", now=now).new == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b,c,d,e,f,g\n", "P-170"),
        ("division,indicator,year,target,unit,how,colour\n", "P-171"),
        ("division,indicator,year,target,unit,how\n", "P-172"),
    ],
)
def test_a_file_with_other_columns_is_refused(book, tmp_path, now, text, code):
    path = tmp_path / "targets.csv"
    path.write_text(text + "1,2,3,4,5,6,7\n", "utf-8")
    with pytest.raises(JidiError) as raised:
        import_city_targets(book, path, by="张三", now=now)
    assert raised.value.code == code
