"""No address is hidden behind one that is tried before it and fits it, too."""

from __future__ import annotations

import itertools
import re

from jidi.web.app import ROUTERS


def test_where_two_addresses_fit_the_one_of_plain_words_is_tried_first():
    known = [
        (part, route, re.sub(r"\{[^}]*\}", "x1", route.path))
        for part, router in enumerate(ROUTERS)
        for route in router.routes
    ]
    both = [
        (one < two, route.path, other.path)
        for (one, route, sample), (two, other, _) in itertools.product(known, known)
        if one != two and other.path_regex.match(sample)
    ]
    assert len(known) > 150
    assert (True, "/w/{book}/network/new", "/w/{book}/network/{name}") in both
    assert [told for told in both if not told[0]] == []
