"""The compiled inside of the search by loads: arrays in, arrays out. Only ``fleet`` may call it."""
