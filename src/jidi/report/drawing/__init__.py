"""Charts of a report: one axis and one look for native charts (DOCX, XLSX) and for SVG (HTML)."""
