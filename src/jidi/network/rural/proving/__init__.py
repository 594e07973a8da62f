"""Lower bounds: what visiting places by runs costs at least, whoever is left out."""
