"""Floor 3: what is handed in, judged: good rows, and the others with their reasons."""
