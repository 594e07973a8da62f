"""Floor 0: the values of the field. Quantities, periods, divisions, identifiers, grids, errors."""
