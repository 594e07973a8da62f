"""The compiled inside of the solver: arrays in, arrays out. Only ``routing`` may call it."""
