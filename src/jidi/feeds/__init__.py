"""Floor 2: files of data that are handed in, guarded, as blocks of cells with numbered rows.

``open_feed(path)`` reads CSV, TSV, lines of JSON, Parquet, XLSX, XLS, EPCIS 2.0 documents and GTFS
timetables, plain or packed with gz or zip. It knows encodings, quotes and bombs; of the field it
knows only the words of EPCIS and GTFS, which are data. ``jidi.feeds.epcis`` writes documents,
``jidi.feeds.gtfs_writing`` timetables.
"""

from jidi.feeds.feed import Block, BrokenRow, Feed, Note
from jidi.feeds.limits import LIMITS, Limits
from jidi.feeds.opening import open_feed

__all__ = ["LIMITS", "Block", "BrokenRow", "Feed", "Limits", "Note", "open_feed"]
