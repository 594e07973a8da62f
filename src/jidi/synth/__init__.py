"""The synthetic province: real divisions, published totals, invented traffic, one seed.

Everything it yields carries ``origin = "synthetic"``. No name, phone or address of anybody is in
it; operators are invented. It writes no file and looks at no clock.
"""

from jidi.synth.province import Province, synthesise
from jidi.synth.recipe import Recipe, read_recipe
from jidi.synth.register import synthetic_reports

__all__ = ["Province", "Recipe", "read_recipe", "synthesise", "synthetic_reports"]
