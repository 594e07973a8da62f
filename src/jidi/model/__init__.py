"""Floor 1: frozen values and the strict loaders of ``definitions/``."""
