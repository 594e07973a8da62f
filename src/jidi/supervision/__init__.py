"""Floor 3: supervision. Rules, clocks, cases, credit and draws as functions of their arguments."""
