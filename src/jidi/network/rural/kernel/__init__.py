"""The search for lines in machine code: strings of villages out, villages in where they cost least.

No objects, no clock; the same seed and number of steps give the same bytes.
"""
