"""The document as one HTML file that needs nothing else: no script, no font, no address."""

from jidi.report.page.writing import write_html

__all__ = ["write_html"]
