"""The checks of a bulletin, a module per question."""
