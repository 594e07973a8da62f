"""What ``benchmarks/rural.py`` is made of."""
