"""The annex as XLSX: every figure with every field, definitions, queries, rules, tables, charts."""

from jidi.report.sheets.writing import write_xlsx

__all__ = ["write_xlsx"]
