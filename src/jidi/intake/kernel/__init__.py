"""Machine code of intake."""
