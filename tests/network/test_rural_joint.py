"""Several companies in one network: cheaper than each alone, split by a rule that is checked."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_county import county, honest, one_line_each
from small_draft import draft

from jidi.core.errors import InputError, Interrupted, JidiError
from jidi.network.rural.cost_split import exact, objections, sampled
from jidi.network.rural.drafting import posed
from jidi.network.rural.files import digested, problem_bytes, read_problem
from jidi.network.rural.joining import MOST_EXACT, joined, players_of
from jidi.network.rural.joint import Coalition, CompanyShare, Joint, coalition_problem
from jidi.network.rural.joint_files import is_joint, joint_bytes, read_joint
from jidi.network.rural.problem import Company, Problem, Wanted
from jidi.network.rural.solve import solve
from jidi.network.rural.split_rule import Rule
from jidi.network.rural.verify_joint import verify_joint
from jidi.service.rural_joint import designed_jointly


def shared_by(*parts: float, seed: int = 11, villages: int = 5) -> Problem:
    """A small county whose parcels are those of companies by the same parts everywhere."""
    problem = county(seed, villages=villages)
    places = [*problem.stations, *problem.villages]
    companies = tuple(
        Company(
            f"c{n}",
            f"company {n}",
            tuple(place.down * part for place in places),
            tuple(place.up * part for place in places),
        )
        for n, part in enumerate(parts)
    )
    return digested(replace(problem, companies=companies, wanted=Wanted()))


def cheap(problem: Problem):
    return one_line_each(
        problem, seed=1, effort=1, progress=lambda *_: None, cancelled=lambda: False
    )


def made(problem: Problem, *, rule=Rule.SHAPLEY, most=4, orders=6, by=cheap) -> Joint:
    players = players_of(problem, most=most)
    return joined(problem, solve=by, rule=rule, players=players, orders=orders, seed=1)


@pytest.fixture(scope="module")
def solved() -> tuple[Problem, Joint]:
    problem = shared_by(0.5, 0.3, 0.2)
    return problem, made(problem, by=lambda p: solve(p, seed=1))


def test_together_is_cheaper_than_each_alone_and_the_shares_are_its_bill(solved):
    problem, joint = solved
    assert verify_joint(problem, joint) == ()
    assert len(joint.coalitions) == 7
    assert joint.together.cost < 0.7 * joint.apart
    assert math.fsum(s.yuan for s in joint.shares) == pytest.approx(joint.together.cost)
    assert all(s.error is None for s in joint.shares)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("parts", [(0.5, 0.5), (0.4, 0.4, 0.2)])
def test_equal_companies_pay_the_same(rule, parts):
    problem = shared_by(*parts)
    joint = made(problem, rule=rule)
    assert verify_joint(problem, joint) == ()
    assert joint.shares[0].yuan == pytest.approx(joint.shares[1].yuan, rel=1e-9)


def test_small_companies_are_one_player_and_split_by_parcels():
    problem = shared_by(0.6, 0.2, 0.1, 0.06, 0.04, 0.0)
    joint = made(problem, most=3)
    assert [player.companies for player in joint.players] == [(0,), (1,), (2, 3, 4)]
    assert verify_joint(problem, joint) == ()
    third, fourth, fifth, nobody = (share.yuan for share in joint.shares[2:])
    assert third / fourth == pytest.approx(0.1 / 0.06)
    assert fourth / fifth == pytest.approx(0.06 / 0.04)
    assert nobody == 0.0


def test_many_players_are_sampled_with_a_standard_error_and_still_pay_the_bill():
    parts = [1 / (MOST_EXACT + 1)] * (MOST_EXACT + 1)
    problem = shared_by(*parts, villages=3)
    joint = made(problem, most=MOST_EXACT + 1, orders=4)
    assert len(joint.orders) == 4
    assert verify_joint(problem, joint) == ()
    assert all(share.error is not None for share in joint.shares)
    assert math.fsum(s.yuan for s in joint.shares) == pytest.approx(joint.together.cost)


costs = st.integers(2, 4).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.floats(0, 1000), min_size=2**n - 1, max_size=2**n - 1)
    )
)


def game(players: int, values: list[float]) -> dict[tuple[int, ...], float]:
    found: dict[tuple[int, ...], float] = {(): 0.0}
    for mask, value in enumerate(values, start=1):
        found[tuple(n for n in range(players) if mask >> n & 1)] = value
    return found


@given(costs)
def test_the_exact_split_is_the_mean_over_all_orders_and_adds_up(drawn):
    players, values = drawn
    known = game(players, values)
    found, orders = exact(known, players), tuple(permutations(range(players)))
    by_hand = [
        fmean(
            known[tuple(sorted(order[: order.index(n) + 1]))]
            - known[tuple(sorted(order[: order.index(n)]))]
            for order in orders
        )
        for n in range(players)
    ]
    assert found == pytest.approx(by_hand, abs=1e-6)
    assert [yuan for yuan, _ in sampled(known, orders)] == pytest.approx(by_hand, abs=1e-6)
    assert math.fsum(found) == pytest.approx(known[tuple(range(players))], abs=1e-6)


def test_who_pays_more_than_alone_objects():
    known = {(): 0.0, (0,): 10.0, (1,): 10.0, (2,): 10.0, (0, 1): 11.0, (0, 2): 19.0, (1, 2): 19.0}
    known[0, 1, 2] = 24.0
    found = objections(known, exact(known, 3))
    assert [o.members for o in found] == [(0, 1), (2,)]
    assert [o.more for o in found] == pytest.approx([7 / 3, 2 / 3])
    assert objections(known, [5.0, 6.0, 13.0])[0].members == (2,)
    assert objections({**known, (0, 1): 20.0}, [8.0, 8.0, 8.0]) == []


def test_a_lane_is_used_only_with_the_company_whose_it_is():
    problem = shared_by(0.5, 0.5)
    lanes = (replace(problem.lanes[0], owner="c0"), problem.lanes[1])
    problem = digested(replace(problem, lanes=lanes))
    assert [lane.id for lane in coalition_problem(problem, [0]).lanes] == ["bus", "postal"]
    assert [lane.id for lane in coalition_problem(problem, [1]).lanes] == ["postal"]
    assert coalition_problem(problem, [0, 1]) is problem


def test_where_a_company_has_no_parcels_it_need_not_go():
    problem = shared_by(0.5, 0.5)
    first = problem.station_count
    alone = list(problem.companies[0].down), list(problem.companies[0].up)
    other = list(problem.companies[1].down), list(problem.companies[1].up)
    for mine, theirs in zip(alone, other, strict=True):
        theirs[first + 3] += mine[first + 3]
        mine[first + 3] = 0.0
    companies = (
        replace(problem.companies[0], down=tuple(alone[0]), up=tuple(alone[1])),
        replace(problem.companies[1], down=tuple(other[0]), up=tuple(other[1])),
    )
    problem = digested(replace(problem, companies=companies))
    theirs = coalition_problem(problem, [0])
    assert [v.id for v in theirs.villages] == ["v0", "v1", "v2", "v4"]
    node, now = problem.village_node(4), theirs.village_node(3)
    assert (theirs.km[0, now], theirs.km[now, 1]) == (problem.km[0, node], problem.km[node, 1])
    joint = made(problem)
    assert verify_joint(problem, joint) == ()
    paid = made(problem, rule=Rule.PARCELS)
    assert verify_joint(problem, paid) == ()


SPOILED = {
    "N-301": lambda j: replace(j, digest="another"),
    "N-352": lambda j: replace(j, coalitions=j.coalitions[1:]),
    "N-353": lambda j: with_coalition(j, 1, lambda c: replace(c, design=spoiled(c.design))),
    "N-354": lambda j: with_coalition(j, 2, lambda c: replace(c, cost=c.cost - 1.0)),
    "N-355": lambda j: with_share(j, 0, yuan=1.0),
    "N-356": lambda j: replace(
        with_share(with_share(j, 0, more=5.0), 1, more=-5.0), rule=Rule.SHAPLEY
    ),
    "N-357": lambda j: replace(j, shares=(replace(j.shares[0], error=0.1), *j.shares[1:])),
}


def with_coalition(joint: Joint, number: int, change) -> Joint:
    made = list(joint.coalitions)
    made[number] = change(made[number])
    return replace(joint, coalitions=tuple(made))


def spoiled(design):
    first, *rest = design.lines
    return replace(design, lines=(replace(first, returns=first.returns + 5), *rest))


def with_share(joint: Joint, number: int, *, yuan: float | None = None, more: float = 0.0) -> Joint:
    shares = list(joint.shares)
    paid = shares[number].yuan + more if yuan is None else yuan
    shares[number] = CompanyShare(number, paid)
    return replace(joint, shares=tuple(shares))


@pytest.mark.parametrize("code", SPOILED)
def test_the_checker_tells_what_is_not_so(code):
    problem = shared_by(0.5, 0.3, 0.2, villages=3)
    told = verify_joint(problem, SPOILED[code](made(problem)))
    assert code in {violation.code for violation in told}
    for violation in told:
        assert "{" not in violation.text("zh") + violation.text("en")


def test_orders_that_are_none_are_told():
    problem = shared_by(0.5, 0.5, villages=3)
    joint = replace(made(problem), orders=((0, 0),))
    assert {v.code for v in verify_joint(problem, joint)} == {"N-352"}


def test_a_joint_network_comes_back_from_its_file_the_same(solved):
    problem, joint = solved
    content = joint_bytes(joint, synthetic=True)
    assert is_joint(content) and not is_joint(problem_bytes(problem))
    back, synthetic = read_joint(content, file="j.json")
    assert (back, synthetic) == (joint, True)
    again = read_problem(problem_bytes(problem), file="p.json")
    assert again.companies == problem.companies
    assert verify_joint(again, back) == ()


def test_what_cannot_be_compared_is_refused():
    problem = shared_by(0.5, 0.5, villages=3)
    with pytest.raises(InputError, match="N-572"):
        made(replace(problem, wanted=Wanted(1.0, 500.0)))
    with pytest.raises(InputError, match="N-570"):
        players_of(shared_by(1.0, 0.0), most=3)
    with pytest.raises(InputError, match="N-571"):
        players_of(problem, most=1)
    with pytest.raises(Interrupted, match="N-573"):
        joined(
            problem, solve=cheap, rule=Rule.SHAPLEY, players=players_of(problem, most=2),
            orders=1, seed=1, cancelled=lambda: True,
        )  # fmt: skip


@pytest.mark.parametrize("gives_up", [True, False])
def test_the_users_wish_reaches_the_design_under_way_which_is_not_taken(gives_up):
    problem, asked, seen = shared_by(0.5, 0.5, villages=3), [], []

    def slow(theirs, *, seed, effort, progress, cancelled):
        seen.append(cancelled())
        if len(seen) == 2:
            asked.append("stop")
            seen.append(cancelled())
            if gives_up:
                raise Interrupted("N-503", county=theirs.name)
        return one_line_each(
            theirs, seed=seed, effort=effort, progress=progress, cancelled=cancelled
        )

    with pytest.raises(Interrupted) as caught:
        designed_jointly(
            problem, solve=slow, rule=Rule.SHAPLEY, players=2, orders=1, seed=1, effort=1,
            progress=lambda *_: None, cancelled=lambda: bool(asked),
        )  # fmt: skip
    assert (caught.value.code, caught.value.facts["done"]) == ("N-573", 1)
    assert seen == [False, False, True]


def test_a_company_that_has_no_network_alone_is_named():
    problem = shared_by(0.5, 0.5, villages=3)

    def never(theirs: Problem):
        if theirs is problem:
            return cheap(theirs)
        raise JidiError("N-502", county=theirs.name)

    with pytest.raises(InputError, match="N-574") as caught:
        made(problem, by=never)
    assert caught.value.also[0].code == "N-502"


COMPANIES = [{"id": "a", "name": "甲", "share": 0.75}, {"id": "b", "name": "乙", "share": 0.25}]


def test_companies_of_a_draft_have_their_shares_and_their_own_loads():
    loads = [
        {"company": "a", "place": "v1", "down": 1, "up": 3},
        {"company": "b", "place": "v1", "down": 10, "up": 0},
    ]
    problem = posed(draft(tables={"company": COMPANIES, "company_load": loads}))
    first, other = problem.companies
    assert first.down[:3] == (15.0, 0.0, 1.0) and other.down[:3] == (5.0, 0.0, 10.0)
    assert (first.up[2], other.up[2]) == (3.0, 0.0)
    for term in ("down", "up"):
        whole = np.array([getattr(c, term) for c in problem.companies]).sum(axis=0)
        places = [getattr(p, term) for p in (*problem.stations, *problem.villages)]
        assert whole == pytest.approx(places)


@pytest.mark.parametrize(
    "code, tables",
    [
        ("N-226", {"company": [{**COMPANIES[0], "share": 0.5}]}),
        ("N-206", {"company": [{**COMPANIES[0], "share": 1.5}]}),
        (
            "N-227",
            {
                "company": COMPANIES,
                "company_load": [{"company": "a", "place": "v1", "down": 99, "up": 3}],
            },
        ),
        (
            "N-210",
            {
                "company": COMPANIES,
                "company_load": [{"company": "a", "place": "v99", "down": 9, "up": 3}],
            },
        ),
        (
            "N-210",
            {
                "company": COMPANIES,
                "company_load": [{"company": "z", "place": "v1", "down": 11, "up": 3}],
            },
        ),
    ],
)
def test_companies_that_do_not_fit_are_told(code, tables):
    with pytest.raises(InputError) as caught:
        posed(draft(tables=tables))
    assert code in {error.code for error in (caught.value, *caught.value.also)}


def test_a_problem_file_whose_companies_do_not_add_up_is_refused():
    problem = shared_by(0.5, 0.4)
    with pytest.raises(InputError) as caught:
        read_problem(problem_bytes(problem), file="p.json")
    assert {e.code for e in (caught.value, *caught.value.also)} == {"N-404"}


def test_a_coalition_is_honest_about_its_cost():
    problem = shared_by(0.5, 0.5, villages=3)
    joint = made(problem)
    one = joint.coalitions[1]
    theirs = coalition_problem(problem, [0])
    assert isinstance(one, Coalition)
    assert honest(theirs, one.design).bill.total == pytest.approx(one.cost)
