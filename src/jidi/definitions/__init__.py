"""What Jidi knows, as data: tables, codes, plans, indicators, figures. No code lives here."""
