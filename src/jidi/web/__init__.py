"""Floor 5: the web face. Server-rendered pages; a question comes in as an address, all of it.

Read in this order: :mod:`~jidi.web.app` (what is served), :mod:`~jidi.web.visit` (who asks for
what), :mod:`~jidi.web.pages` (one module per page), :mod:`~jidi.web.grid` (a table once, shown as
HTML, Excel and JSON), :mod:`~jidi.web.draw` (small pictures as SVG). No rule of the field here.
"""
