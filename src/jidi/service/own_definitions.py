"""The definitions a workspace brings along, held to the same rules as ours."""

from __future__ import annotations

from jidi.core.errors import JidiError, raise_together
from jidi.indicators import faults
from jidi.model.catalogue import Catalogue
from jidi.model.indicator import Check, Indicator
from jidi.supervision.rules import faults as rule_faults


def check_own(catalogue: Catalogue) -> None:
    """Refuse a workspace's own indicators, checks and rules that break the rules, all in one pass.

    Ours are held to them by the tests; reading them again at every opening would be waste.

    :raises DefinitionError: as :func:`jidi.indicators.faults` and
        :func:`jidi.supervision.rules.faults`; the others hang on ``also``.
    """
    own: tuple[Indicator | Check, ...] = (*catalogue.own_indicators, *catalogue.own_checks)
    found: list[JidiError] = [
        fault for definition in own for fault in faults(definition, catalogue.tables)
    ]
    for rule in catalogue.own_rules:
        found += rule_faults(rule, catalogue.tables, catalogue.shared_relations)
    raise_together(found)
