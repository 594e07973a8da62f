"""Elements written in one pass are what htpy itself writes."""

from __future__ import annotations

import htpy as h
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from jidi.web.writing import written

LEAVES = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["<b>", '"&"', "寄递 < > ' \""]),
    st.integers(),
    st.none(),
    st.booleans(),
    st.just(Markup("<i>as it is</i>")),
    st.just(h.br),
    st.just(h.input(name="x", checked=True)),
)
ELEMENTS = st.sampled_from([h.div, h.p(class_="a b"), h.html(lang="zh"), h.td(title='"<')])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.builds(lambda element, children: element[children], ELEMENTS, st.lists(inner)),
        inner.map(lambda node: h.fragment[node]),
        inner.map(lambda node: lambda: node),
    ),
    max_leaves=12,
)


@given(TREES)
def test_the_same_is_written_as_by_the_library(tree):
    assert written(tree) == str(h.fragment[tree])


def test_a_generator_is_written_as_its_parts():
    assert written(h.ul[(h.li[n] for n in range(3))]) == "<ul><li>0</li><li>1</li><li>2</li></ul>"


def test_what_is_no_node_is_refused():
    with pytest.raises(TypeError, match="not a valid child"):
        written([b"bytes"])
