"""The pages, one module each: ``page(visit)`` makes it, ``grids(visit)`` what it exports."""
