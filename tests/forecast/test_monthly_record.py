"""Single months out of months, cumulative figures and growth."""

from __future__ import annotations

import pytest
from forecast_figures import figure, reasons, values, ways

from jidi.core.period import Period
from jidi.forecast import monthly_record, yearly_record

NEW = "express_2024_comparable"


def test_two_cumulative_figures_of_one_scope_give_the_month_between():
    found = monthly_record(
        [figure("2025-05ytd", "787.7", scope=NEW), figure("2025-06ytd", "956.4", scope=NEW)]
    )
    assert values(found) == pytest.approx({"2025-06": 956.4 - 787.7})
    (june,) = found.points
    assert (june.how.value, june.basis) == ("difference", "956.40 − 787.70")
    assert june.half == pytest.approx(0.1)


def test_a_month_taken_from_a_cumulative_figure_leads_on_to_the_month_before():
    # 1807.4 − 180.6 is January to October; less 1450.8 it is October.
    found = monthly_record(
        [
            figure("2025-11ytd", "1807.4", scope=NEW),
            figure("2025-11", "180.6", scope=NEW),
            figure("2025-09ytd", "1450.8", scope=NEW),
        ]
    )
    assert values(found) == pytest.approx({"2025-10": 1807.4 - 180.6 - 1450.8, "2025-11": 180.6})


def test_a_year_less_its_first_eleven_months_is_december():
    found = monthly_record([figure("2022", "1105.8"), figure("2022-11ytd", "1002.1")])
    assert values(found) == pytest.approx({"2022-12": 103.7})


def test_cumulative_figures_further_apart_give_no_month():
    found = monthly_record([figure("2025-09ytd", "1450.8"), figure("2025-06ytd", "956.4")])
    assert found.points == ()


def test_figures_of_two_scopes_are_never_subtracted():
    found = monthly_record(
        [figure("2024-02ytd", "232.6", scope=NEW), figure("2024-01", "72.3", scope="express_2023")]
    )
    assert "2024-02" not in values(found)
    assert reasons(found)["2024-01"] == "incomparable"


def test_an_earlier_scope_enters_only_by_the_factor_of_a_yearly_link():
    years = [figure("2024", "1750.8", "21.5", scope=NEW), figure("2023", "1320.7", scope="x")]
    old = figure("2023-10", "130.0", scope="x")
    new = figure("2024-10", "163.1", scope=NEW)
    without = monthly_record([old, new])
    assert reasons(without) == {"2023-10": "incomparable"}
    found = monthly_record([old, new], links=yearly_record(years).links)
    assert values(found)["2023-10"] == pytest.approx(130.0 * 1750.8 / 1.215 / 1320.7, rel=1e-3)
    assert ways(found)["2023-10"] == "spliced"


def test_printed_growth_gives_the_same_month_a_year_before():
    found = monthly_record([figure("2025-12", "182.1", "2.3", scope=NEW)])
    assert values(found)["2024-12"] == pytest.approx(182.1 / 1.023, rel=1e-4)
    assert ways(found) == {"2024-12": "chained", "2025-12": "printed"}


def test_a_chain_is_one_step_long():
    """A chained month has no printed growth of its own."""
    found = monthly_record([figure("2025-12", "182.1", "2.3")])
    assert list(values(found)) == ["2024-12", "2025-12"]


def test_chained_and_printed_figures_are_not_subtracted_from_each_other():
    found = monthly_record(
        [
            figure("2025-06ytd", "956.4", "19.3", scope=NEW),
            figure("2024-05ytd", "660.0", scope=NEW),
        ]
    )
    assert "2024-06" not in values(found)


def test_the_december_that_holds_a_change_of_scope_is_no_month():
    december = Period.for_month(2021, 12)
    figures = [figure("2021", "12642.3"), figure("2021-11ytd", "11628.5")]
    assert list(values(monthly_record(figures))) == ["2021-12"]
    found = monthly_record(figures, unclean=[december])
    assert found.points == ()
    assert reasons(found) == {"2021-12": "unclean"}


def test_no_chain_passes_through_an_unclean_month():
    december = Period.for_month(2021, 12)
    found = monthly_record([figure("2021-12", "1013.8", "-8.6")], unclean=[december])
    assert found.points == ()


def test_a_difference_of_coarsely_rounded_figures_is_no_month():
    found = monthly_record(
        [figure("2024-11ytd", "12500", half="50"), figure("2024-10ytd", "11000", half="400")]
    )
    assert found.points == ()
    assert reasons(found) == {"2024-11": "vague"}


def test_months_and_cumulative_figures_of_a_whole_year_agree_with_their_sum():
    """The oracle adds up; the record takes away."""
    months = [100 + 7 * n for n in range(1, 13)]
    figures = [figure(f"2022-{n:02}ytd", f"{sum(months[:n])}.0") for n in range(1, 13)]
    found = values(monthly_record(figures))
    assert list(found.values()) == pytest.approx([float(m) for m in months])


def test_no_figures_make_no_months():
    assert monthly_record([]).points == ()
    assert reasons(monthly_record([figure("2024-01", "1.2", bound=True)])) == {"2024-01": "bound"}


def test_the_run_is_what_has_no_gap_up_to_the_newest():
    found = monthly_record([figure(f"2022-{n:02}", "100.0") for n in (1, 2, 3, 5, 6)])
    assert [str(p.period) for p in found.run] == ["2022-05", "2022-06"]
    assert (len(found.points), found.span) == (5, 6)
