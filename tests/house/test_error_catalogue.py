"""Every error code in the code has its texts, and every text has its code."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import jidi
from jidi.core.errors import wordings

SOURCE = Path(jidi.__file__).parent
CODE = re.compile(r"[\"']([A-Z]-\d{3})[\"']")


def _used() -> dict[str, str]:
    return {
        code: path.name
        for path in sorted(SOURCE.rglob("*.py"))
        for code in CODE.findall(path.read_text("utf-8"))
    }


def test_every_code_that_is_raised_has_texts():
    missing = {code: file for code, file in _used().items() if code not in wordings()}
    assert not missing


def test_every_text_belongs_to_a_code_that_is_raised():
    assert set(wordings()) <= set(_used())


@pytest.mark.parametrize("code", sorted(wordings()))
def test_texts_are_complete_and_speak_of_the_same_facts_in_both_languages(code):
    wording = wordings()[code]
    for text in (wording.zh, wording.en, wording.do_zh, wording.do_en):
        assert text.strip()
    assert _fields(wording.zh) == _fields(wording.en)
    assert _fields(wording.do_zh) == _fields(wording.do_en)


def _fields(text: str) -> set[str]:
    """Facts a text names; a fact in two languages (``reason_zh``, ``reason_en``) counts as one."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {re.sub(r"_(zh|en)$", "", name) for name in names}
