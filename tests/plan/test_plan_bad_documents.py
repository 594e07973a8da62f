"""What is no plan is refused with a coded error or gives a draft that claims nothing."""

from __future__ import annotations

import random
import re
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from plan_scoring.corpus import load  # noqa: E402
from plan_scoring.documents import write  # noqa: E402
from plan_scoring.plain_text import decoded  # noqa: E402
from plan_scoring.reader import NotReadError, is_there, read  # noqa: E402
from plan_scoring.score import score  # noqa: E402

pytestmark = pytest.mark.skipif(not is_there(), reason="no command reads plans yet")

AIMS = ("targets", "milestones", "projects")
INTERNAL = "F-100"
MEGABYTE = 1 << 20

NOVEL = """第八十一回　三个和尚夜渡河　老艄公巧断一文钱

话说那三个和尚，大的四十二岁，二的三十六岁，小的才一十九岁，同住在城外九里的破庙里。这日小和尚花了
八十五文钱买得两斗米，走了三十里山路，天黑才到渡口。艄公道：“过河每人五文，三人一十五文，少一文也不
渡。”大和尚摸遍袖中，只得一十四文。

艄公笑道：“我在这河上撑了四十年船，渡过一万余人，从未破例。”二和尚道：“明年今日，我还你二十文，翻
他一番，如何？”众人大笑。船到河心，忽遇大风，浪高三尺，一百二十斤的米袋落了水，只剩下不到三成。

欲知后事如何，且听下回分解。
"""

POEM = """七月登高

万里长风送客舟，
三更明月照江楼。
百年心事凭谁诉，
一曲清歌散九秋。
"""

BULLETIN = """某省2023年5月邮政行业运行情况

1—5月，全省邮政行业业务收入（不包括邮政储蓄银行直接营业收入）累计完成58.31亿元，同比增长12.4%；其
中，快递业务收入完成36.20亿元，同比增长15.1%。5月份，快递业务量完成9333.74万件，同比增长40.2%。
同城、异地、国际/港澳台快递业务量分别占全部快递业务量的8.6%、91.2%和0.2%。
"""

SCRIPTS = """<!DOCTYPE html><html><head><script>var target=2025;var volume="9.5亿件";</script>
<style>.p2025{width:100%}</style></head><body><script>document.write("到2025年达到100亿元")</script>
</body></html>
"""


def refused_or_empty(path: Path) -> None:
    """A coded refusal, or a draft without targets, milestones and projects."""
    try:
        draft = read(path)
    except NotReadError as refusal:
        assert re.search(r"[A-Z]-\d{3}", str(refusal))
        assert INTERNAL not in str(refusal)
        assert "Traceback" not in str(refusal)
    else:
        assert {part: draft.get(part) or [] for part in AIMS} == {part: [] for part in AIMS}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", " \n\n　\n".encode()),
        ("novel.txt", NOVEL.encode()),
        ("poem.txt", POEM.encode()),
        ("bulletin.txt", BULLETIN.encode()),
        ("garbage.txt", random.Random(7).randbytes(4096)),
        ("scripts.html", SCRIPTS.encode()),
        ("not_a_zip.docx", b"PK\x03\x04 and then nothing of the kind"),
        ("text_called.pdf", NOVEL.encode()),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj << /Type /Catalog"),
        ("unknown.xyz", NOVEL.encode()),
    ],
)  # fmt: skip
def test_what_is_no_plan_gives_no_target(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    refused_or_empty(path)


def test_a_scan_without_text_gives_no_target(tmp_path):
    image = pytest.importorskip("PIL.Image").new("L", (600, 800), color=255)
    for place in range(100, 500):
        image.putpixel((place, 400), 0)
    image.save(tmp_path / "scan.pdf", "PDF")
    refused_or_empty(tmp_path / "scan.pdf")


def test_a_zip_that_is_no_word_file_gives_no_target(tmp_path):
    with zipfile.ZipFile(tmp_path / "renamed.docx", "w") as archive:
        archive.writestr("notes/readme.txt", NOVEL)
    refused_or_empty(tmp_path / "renamed.docx")


def test_a_word_file_that_unpacks_to_hundreds_of_megabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as inner:
            for _ in range(256):
                inner.write(b"\0" * MEGABYTE)
    assert path.stat().st_size < 2 * MEGABYTE
    with pytest.raises(NotReadError, match=r"[A-Z]-\d{3}"):
        read(path)


def test_a_text_of_two_hundred_megabytes_is_refused(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write("到2025年，快递业务量达到9.5亿件。\n".encode())
        file.truncate(200 * MEGABYTE)
    with pytest.raises(NotReadError, match=r"[A-Z]-\d{3}"):
        read(path)


@pytest.mark.parametrize("name", ["no_such_file.txt", "folder"])
def test_what_is_no_file_is_refused(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotReadError, match=r"[A-Z]-\d{3}"):
        read(tmp_path / name)


@pytest.mark.parametrize("keep", [0.35, 0.5, 0.62])
def test_a_plan_cut_in_half_gives_nothing_that_is_not_there(tmp_path, keep):
    plan = load(ROOT / "tests/plan/corpus/shandong.plan")
    whole = write(plan, tmp_path).read_text("utf-8")
    path = tmp_path / "cut.txt"
    path.write_text(whole[: int(len(whole) * keep)], encoding="utf-8")
    text = decoded(path)
    draft = read(path)
    result = score("cut", draft, plan.truth, also=plan.also, text=text)
    assert result.astray == ()
    assert (result.figures_precision.value or 1) >= 0.8
