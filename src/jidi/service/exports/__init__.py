"""What leaves the book as a file: readings, published figures, tables, with where it is from.

``figures`` and ``rows`` say what goes out, ``public`` what must not, the others write it.
"""

from jidi.service.exports.export import Export, Note, provenance
from jidi.service.exports.figures import export_observations, export_readings
from jidi.service.exports.rows import export_table
from jidi.service.exports.writing import FORMATS, export_bytes, format_of, write_export

__all__ = [
    "FORMATS",
    "Export",
    "Note",
    "export_bytes",
    "export_observations",
    "export_readings",
    "export_table",
    "format_of",
    "provenance",
    "write_export",
]
