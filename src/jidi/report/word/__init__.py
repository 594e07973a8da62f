"""The document as DOCX, in the layout of Chinese official documents (GB/T 9704 habits)."""

from jidi.report.word.writing import write_docx

__all__ = ["write_docx"]
