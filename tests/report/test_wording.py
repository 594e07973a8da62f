"""Sentences are data: read strictly, said when their conditions hold, never filled with guesses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import DefinitionError
from jidi.core.numerals import chinese_number
from jidi.model.report_clause import read_clause
from jidi.model.report_template import read_template
from jidi.model.report_wording import REPORTS, Section, Sentence, read_wording
from jidi.report.chapters.data import data_facts
from jidi.report.composing import subjects_of
from jidi.report.evidence import Evidence
from jidi.report.facts import UNKNOWN, figure, flag, name, word
from jidi.report.flow import in_chinese
from jidi.report.pieces import plain
from jidi.report.plan_facts import area_facts
from jidi.report.saying import holds, said

WORDING = read_wording()


def evidence(value: str) -> Evidence:
    return Evidence(
        key=value,
        subject="s",
        figure="f",
        text=f"{value}%",
        value=Decimal(value),
        unit="%",
        origin="computed",
        status="计算",
    )


def section(*sentences: Sentence) -> Section:
    return Section("problem", "target", sentences)


def told(one: Section, facts, lang="zh") -> list[str]:
    return [plain(s.text) for s in said(one, facts, report="annual", lang=lang)]


@pytest.mark.parametrize(
    "clause, value, expected",
    [
        ("grade = behind", "behind", True),
        ("grade != behind", "behind", False),
        ("chance < 50", Decimal(49), True),
        ("chance <= 49", Decimal(49), True),
        ("chance > 49", Decimal(49), False),
        ("chance >= 49", Decimal(49), True),
        ("chance known", Decimal(0), True),
        ("chance unknown", None, True),
        ("chance < 50", None, False),
        ("grade != behind", None, False),
    ],
)
def test_a_condition_holds_only_of_what_is_known(clause, value, expected):
    read = read_clause(clause)
    fact = UNKNOWN if value is None else word("x", value) if isinstance(value, str) else None
    facts = {read.fact: fact or figure(evidence(str(value)))}
    assert holds(read, facts) is expected


def test_a_condition_may_compare_two_facts():
    clause = read_clause("rest_growth > growth_so_far")
    facts = {"rest_growth": figure(evidence("9")), "growth_so_far": figure(evidence("8"))}
    assert holds(clause, facts)
    assert not holds(clause, {**facts, "growth_so_far": UNKNOWN})


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(-999, 999))
def test_less_and_at_least_are_opposites(value, bound):
    facts = {"share": figure(evidence(f"{value:f}"))}
    less, more = (holds(read_clause(f"share {sign} {bound}"), facts) for sign in ("<", ">="))
    assert less != more


def test_a_sentence_without_its_fact_is_not_said_and_a_bracket_falls_away():
    one = Sentence(id="a", zh="{name}为{value}[[，比上年{change}]]。", en="{name}{value}{change}")
    facts = {"name": name("快递业务量"), "value": figure(evidence("5")), "change": UNKNOWN}
    assert told(section(one), facts) == ["快递业务量为5%。"]
    assert told(section(one), {**facts, "value": UNKNOWN}) == []


def test_a_sentence_says_from_which_figures_its_condition_follows():
    one = Sentence(id="a", when=("share > 3", "over = yes"), zh="多。", en="more.")
    share = evidence("5")
    (found,) = said(
        section(one), {"share": figure(share), "over": flag(True)}, report="final", lang="zh"
    )
    assert found.basis == (share,)


@pytest.mark.parametrize(
    "text",
    ["增长5%", "共３项", "共三项", "超过一百个", "{name", "[[{name}", "百分之五", "增长①倍"],
)
def test_a_template_with_a_figure_or_an_open_bracket_is_refused(text):
    with pytest.raises(ValueError):
        read_template(text)


def test_both_languages_must_state_the_same_facts():
    with pytest.raises(ValueError, match="different facts: value"):
        Sentence(id="a", zh="{name}", en="{name} {value}")


def own(tmp_path, text: str, file: str = "problem_progress.toml"):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / file).write_text(text, "utf-8")
    return tmp_path


def test_a_workspace_puts_its_own_sentence_in_the_place_of_ours(tmp_path):
    folder = own(
        tmp_path,
        'subject = "target"\n[[sentence]]\nid = "uneven"\nwhen = ["spread > 25"]\n'
        'zh = "{name}差距过大。"\nen = "{name} differs too much."\n',
    )
    found = {s.id: s for s in read_wording(folder).section("problem_progress").sentences}
    assert found["uneven"].zh == "{name}差距过大。"
    assert "behind_the_path" in found


@pytest.mark.parametrize(
    "body, said_of",
    [
        ('zh = "{nmae}"\nen = "{nmae}"', "no fact 'nmae'; nearest: name"),
        ('when = ["spred > 5"]\nzh = "多。"\nen = "m."', "no fact 'spred'; nearest: spread"),
        ('when = ["name > 5"]\nzh = "多。"\nen = "m."', "'name' is no figure"),
        ('when = ["over much"]\nzh = "多。"\nen = "m."', "is no condition"),
        ('zh = "{over}"\nen = "{over}"', "cannot be printed"),
        ('zh = "超过5%"\nen = "more"', "a figure stands among the words"),
    ],
)
def test_a_sentence_that_does_not_fit_is_refused_with_the_nearest_known(tmp_path, body, said_of):
    folder = own(tmp_path, f'subject = "target"\n[[sentence]]\nid = "mine"\n{body}\n')
    with pytest.raises(DefinitionError) as refused:
        read_wording(folder)
    assert said_of in str(refused.value)
    assert "problem_progress.toml" in str(refused.value)


def test_an_unknown_section_is_refused_with_the_nearest(tmp_path):
    folder = own(tmp_path, 'subject = "target"\nsentence = []\n', "problem_progres.toml")
    with pytest.raises(DefinitionError, match="nearest: problem_progress"):
        read_wording(folder)


def test_every_fact_is_made_for_every_subject(desks):
    """What facts.toml promises and what the program makes are the same."""
    for desk in desks.values():
        for subject, found in subjects_of(desk).items():
            assert found, subject
            for facts in found:
                assert set(facts) == set(WORDING.facts[subject]), subject
        assert set(area_facts(desk, "规模效益", desk.rows)) == set(WORDING.facts["area"])
        assert set(data_facts(desk)) == set(WORDING.facts["data"])


def test_a_fact_that_is_known_can_be_read_unless_it_is_a_flag(desks):
    for desk in desks.values():
        for subject, found in subjects_of(desk).items():
            for facts in found:
                for title, fact in facts.items():
                    if fact.known and WORDING.facts[subject][title].kind != "flag":
                        assert plain(fact.text), (subject, title)


def test_labels_state_facts_of_the_plan_alone():
    known = {*WORDING.facts["plan"], "band"}
    for title, label in WORDING.labels.items():
        for lang in ("zh", "en"):
            assert label.template(lang).facts <= known, title


def test_every_section_is_used_and_every_rule_has_a_reference_or_is_our_own():
    for one in WORDING.sections.values():
        assert one.sentences
        for sentence in one.sentences:
            thresholds = [c for c in sentence.clauses if c.ordered and c.other != Decimal(0)]
            numeric = [c for c in thresholds if isinstance(c.other, Decimal) and c.other > 1]
            assert sentence.own_choice or sentence.reference or not numeric, sentence.id
            assert sentence.reports and set(sentence.reports) <= set(REPORTS)


def test_ids_of_rules_are_unique_among_problems_and_proposals():
    ids = [
        s.id
        for one in WORDING.sections.values()
        if one.name.startswith(("problem", "proposal", "lesson"))
        for s in one.sentences
    ]
    assert len(ids) == len(set(ids))


@given(st.integers(1, 99))
def test_headings_count_as_chinese_counts(number):
    assert chinese_number(in_chinese(number)) == number
