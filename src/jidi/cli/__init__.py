"""Floor 5: the command line. It parses, calls a service and renders; no rule of the field here."""
