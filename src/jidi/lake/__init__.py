"""Floor 2: bytes. A workspace's lake of Parquet segments, and the engine that queries it."""

from jidi.lake.duckdb_engine import DuckDBEngine
from jidi.lake.engine import Engine
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.load import Load, Receipt, StagedFile
from jidi.lake.portable import transpiled
from jidi.lake.settings import WorkspaceSettings
from jidi.lake.workspace import Workspace

__all__ = [
    "DuckDBEngine",
    "Engine",
    "Lake",
    "Load",
    "Receipt",
    "Segment",
    "StagedFile",
    "Workspace",
    "WorkspaceSettings",
    "transpiled",
]
