"""The cold chain (冷链): where to pre-cool, where to store, which ways keep a product in time.

Every product has a budget of hours at its own temperature. An hour in the open takes several of
them (``warmth``), an hour in a cooled vehicle or store one. It must come to be pre-cooled within
its own hours, and be handed over at the market within the budget. Bases, coolers, stores and
markets make ways; those that do not keep the product do not exist, and what no way keeps is told,
not carried. Coolers and stores come in sizes, the last stretch is driven in whole refrigerated
trucks. ``solve`` finds all at once with HiGHS and says how far from the best it is at most;
``verify`` walks every way by its own clock. ``equipment`` counts the outlets that a share with
cooling asks for.
"""

from jidi.network.cold.design import Carried, ColdDesign
from jidi.network.cold.equipment import Outlets, fewest, together
from jidi.network.cold.problem import Base, Carriage, ColdProblem, Product, Site, Size
from jidi.network.cold.solve import solve
from jidi.network.cold.verify import Breach, Verdict, verify

__all__ = [
    "Base",
    "Breach",
    "Carriage",
    "Carried",
    "ColdDesign",
    "ColdProblem",
    "Outlets",
    "Product",
    "Site",
    "Size",
    "Verdict",
    "fewest",
    "solve",
    "together",
    "verify",
]
