"""The compiled inside of the search by times: arrays in, arrays out. Only ``fleet`` may call it."""
