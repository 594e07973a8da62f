"""Parts of the benchmark of the web face: the server, and what readers ask of it."""
