"""Machine code of the lake."""
