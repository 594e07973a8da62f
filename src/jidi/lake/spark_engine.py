"""Spark: the engine for a province that outgrows one machine, or for the country.

The same definitions, carried over by :mod:`jidi.lake.portable`, over the same Parquet files by the
ledger's list. The files must lie where Spark's workers see them under the same path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from jidi.core.closing import Closing
from jidi.core.errors import Interrupted, LakeError, Place
from jidi.lake.engine_address import EngineAddress
from jidi.lake.guard import guarded
from jidi.lake.integrity import check_files
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.portable import transpiled
from jidi.lake.views import check_types
from jidi.model.table import Table, TableKind

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType


_ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    # Wall-clock times, as the lake holds them: no zone is read into them.
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    # The lake's own list is the partitioning.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.log.level": "ERROR",
    # The lake packs a million events into some 14 MB. Spark's own 128 MB would be nine million in a
    # task, and its 4 MB for opening a file makes big parts of few rows: cores wait for each other.
    "spark.sql.files.maxPartitionBytes": "16m",
    "spark.sql.files.openCostInBytes": "1m",
}
_ON_THIS_MACHINE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


class SparkEngine(Closing):
    """Queries over some tables of a lake at one data version; see :class:`DuckDBEngine`.

    :param address: Spark's master and settings.
    :param tables: names of the tables to offer; all when None.
    :param at: the data version; the newest at this moment when None.
    :param staged: segments that are not part of the book yet, read as if they were.
    :raises LakeError: L-420 when Spark or Java is missing, the master does not answer, or this
        process already speaks to another; L-301 no such version.
    """

    def __init__(
        self,
        lake: Lake,
        tables: Iterable[str] | None = None,
        *,
        address: EngineAddress,
        at: int | None = None,
        staged: Iterable[Segment] = (),
    ) -> None:
        self.version = lake.at(at)
        names = list(lake.tables if tables is None else tables)
        self._tables: dict[str, Table] = {name: lake.table(name) for name in names}
        more = tuple(staged)
        self._segments = {
            name: (*lake.segments(name, at=self.version), *(s for s in more if s.table == name))
            for name in names
        }
        self._unmade = set(names)
        self._registered: set[str] = set()
        self._session = session(address).newSession()

    def register(self, name: str, rows: pa.Table) -> None:
        """Offer ``rows`` under ``name``; a relation registered under it before is replaced.

        :raises LakeError: L-413 when the lake has a table of that name among those offered.
        """
        if name.lower() in map(str.lower, self._segments):
            raise LakeError("L-413", name=name)
        frame = self._session.createDataFrame(rows, schema=_schema(rows.schema))
        frame.createOrReplaceTempView(name)
        self._registered.add(name)

    def withdraw(self, name: str) -> None:
        """Stop offering what was registered under ``name``; the tables of the lake stay."""
        if name in self._registered:
            self._session.catalog.dropTempView(name)
            self._registered.discard(name)

    def run(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        file: str = "",
        header_lines: int = 0,
    ) -> pa.Table:
        """The query's rows; see :class:`jidi.lake.engine.Engine`.

        :raises LakeError: L-412 also when the query cannot be carried to Spark.
        """
        relations = {*self._segments, *self._registered}
        query = guarded(sql, relations=relations, file=file, header_lines=header_lines)
        carried = transpiled(sql, dialect="spark", file=file, header_lines=header_lines)
        self._open(self._read_by(query))
        try:
            return self._session.sql(carried, args=dict(parameters or {})).toArrow()
        except KeyboardInterrupt as stop:
            self._session.sparkContext.cancelAllJobs()
            raise Interrupted("L-411", where=Place(file=file)) from stop
        except _refusals() as error:
            raise _coded(error, file) from error

    def _read_by(self, query: exp.Query) -> list[str]:
        named = {table.name.lower() for table in query.find_all(exp.Table)}
        return [name for name in self._segments if name.lower() in named]

    def _open(self, tables: Iterable[str]) -> None:
        """Make sure that the tables' files are whole, and show them to Spark."""
        for name in tables:
            check_files(self._segments[name])
            if name in self._unmade:
                self._show(self._tables[name], self._segments[name])
                self._unmade.discard(name)

    def _show(self, table: Table, segments: tuple[Segment, ...]) -> None:
        check_types(table, segments)
        if table.kind is TableKind.DERIVED:
            frame = self._newest(table, segments)
        else:
            frame = self._read(table, segments)
        frame.createOrReplaceTempView(table.name)

    def _read(self, table: Table, segments: Iterable[Segment]) -> DataFrame:
        """The segments' rows together; what a file does not hold yet is empty."""
        schema = _schema(table.arrow_schema)
        files = [segment.file.resolve().as_uri() for segment in segments]
        if not files:
            return self._session.createDataFrame([], schema=schema)
        return self._session.read.schema(schema).parquet(*files)

    def _newest(self, table: Table, segments: tuple[Segment, ...]) -> DataFrame:
        """Each version's rows, without those that a later version brings anew."""
        key = [*table.key, "origin"]
        found = self._read(table, ())
        for added in sorted({segment.added for segment in segments}):
            brought = self._read(table, [s for s in segments if s.added == added])
            found = found.join(brought.select(*key), key, "left_anti").unionByName(brought)
        return found

    def close(self) -> None:
        """Forget the relations; Spark itself stays for the next engine of this process."""
        for name in {*self._registered, *self._segments} - self._unmade:
            self._session.catalog.dropTempView(name)


def session(address: EngineAddress) -> SparkSession:
    """This process's way to Spark, begun when first asked for.

    :raises LakeError: L-420.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _unavailable(address, "pyspark", error) from error
    running = SparkSession.getActiveSession()
    if running is not None:
        master = running.sparkContext.master
        if master != address.master:
            raise LakeError("L-420", master=address.master, reason=f"≠ {master}")
        return running
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise LakeError("L-420", master=address.master, reason="java?")
    builder = SparkSession.builder.master(address.master).appName("jidi")
    for name, value in _settings(address):
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except _refusals(OSError, RuntimeError) as error:
        raise _unavailable(address, "", error) from error


def _refusals(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What Spark's Python side raises, and what lies between it and Java; and ``more``."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError, *more


def _settings(address: EngineAddress) -> Iterator[tuple[str, str]]:
    """Ours, then what the address sets, which wins."""
    yield from _ALWAYS.items()
    if address.master.startswith("local"):
        yield from _ON_THIS_MACHINE.items()
    yield from address.settings.items()


def _schema(schema: pa.Schema) -> StructType:
    from pyspark.sql.types import StructField, StructType

    return StructType([StructField(field.name, _type(field.type)) for field in schema])


def _type(kind: pa.DataType) -> DataType:
    """Spark's type for one of the lake's."""
    from pyspark.sql import types

    if pa.types.is_timestamp(kind):
        return types.TimestampNTZType()
    made: dict[pa.DataType, type[DataType]] = {
        pa.string(): types.StringType,
        pa.int64(): types.LongType,
        pa.int32(): types.IntegerType,
        pa.float64(): types.DoubleType,
        pa.bool_(): types.BooleanType,
        pa.date32(): types.DateType,
    }
    return made[kind]()


def _coded(error: Exception, file: str) -> LakeError:
    """Spark's refusal as one of the lake's codes."""
    text = str(error)
    reason = next((line.strip() for line in text.splitlines() if line.strip()), "")[:300]
    where = Place(file=file)
    if "OutOfMemory" in text:
        return LakeError("L-407", where=where, reason=reason)
    if "FAILED_READ_FILE" in text or "PATH_NOT_FOUND" in text or "FileNotFound" in text:
        return LakeError("L-408", where=where, reason=reason)
    return LakeError("L-406", where=where, reason=reason)


def _unavailable(address: EngineAddress, what: str, error: Exception) -> LakeError:
    first = str(error).strip().splitlines()
    reason = what or (first[0][:300] if first else type(error).__name__)
    return LakeError("L-420", master=address.master, reason=reason)
