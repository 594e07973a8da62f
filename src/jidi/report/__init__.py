"""Floor 4: the written reports on a plan, as DOCX, HTML and an XLSX annex.

``compose`` makes one document from a book; the writers make files of it, the same bytes for the
same document. Every figure in the text carries a mark to a row of the annex.
"""

from jidi.report.asking import asked_report, report_file
from jidi.report.composing import compose
from jidi.report.document import Document
from jidi.report.files import file_name, formats_of, write_files
from jidi.report.sending import ReportFile, report_sent

__all__ = [
    "Document",
    "ReportFile",
    "asked_report",
    "compose",
    "file_name",
    "formats_of",
    "report_file",
    "report_sent",
    "write_files",
]
