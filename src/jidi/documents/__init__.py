"""Floor 2: documents people hand in, as decoded text in which every character has its place.

``open_document(path)`` reads TXT, DOCX, HTML and PDF. It knows encodings, pages and
table cells, and nothing of plans or statistics.
"""

from jidi.documents.document import Cell, Document, Grid, Line, Outline
from jidi.documents.reading import check_document, open_document

__all__ = ["Cell", "Document", "Grid", "Line", "Outline", "check_document", "open_document"]
