"""What ``benchmarks/lake.py`` is made of."""
