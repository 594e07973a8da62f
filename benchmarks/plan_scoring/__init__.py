"""How well a plan was read: what the reader says against what a person found in the text."""
