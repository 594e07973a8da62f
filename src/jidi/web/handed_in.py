"""The body of a request as files on the disk: streamed, within a limit, never whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from jidi.core.errors import InputError
from jidi.lake.workspace import Workspace
from jidi.service.capture_files import Arrival, HandedIn, remove, too_large

MOST_FILES: Final = 100
_MOST_FIELD: Final = 4096
_MOST_FIELDS: Final = 50
Opened = Callable[[str], Arrival]


@dataclass(frozen=True)
class Form:
    """What was sent: files that lie on the disk, and the fields beside them."""

    files: tuple[HandedIn, ...]
    fields: Mapping[str, str]


async def handed_in(request: Request, opened: Opened, *, file: str, most_bytes: int) -> Form:
    """Read the body: one file as it is, or the parts of ``multipart/form-data``.

    :param opened: gives a file to write to, by its name.
    :param file: the name of a file that is the body itself.
    :param most_bytes: size of a body beyond which it is refused before a byte of it is read.
    :raises InputError: J-402 too large, J-410 no file, J-411 broken.
    :raises LakeError: L-101, L-102 when the disk refuses.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most_bytes + 2**20:
        raise too_large(most_bytes)
    kind, options = parse_options_header(request.headers.get("content-type"))
    with ExitStack() as stack:
        if kind == b"multipart/form-data":
            reader = _Parts(stack, opened, options.get(b"boundary", b""))
            await _stream(request, reader.write)
            return reader.finish()
        arrival = stack.enter_context(opened(file))
        size = await _stream(request, arrival.write)
        if not size:
            raise InputError("J-410")
        form = Form((arrival.finish(),), {})
        arrival.release()
        return form


async def one_file(request: Request, workspace: Workspace, *, file: str, most_bytes: int) -> Form:
    """The one file of a request, on the disk, with the fields beside it.

    :param file: its name where the body is the file itself and ``?file=`` names none.
    :raises InputError: J-402 too large, J-410, J-411; O-170 for several.
    :raises LakeError: L-101, L-102 when the disk refuses.
    """
    form = await handed_in(
        request,
        lambda name: Arrival(workspace, name, most_bytes=most_bytes),
        file=request.query_params.get("file") or file,
        most_bytes=most_bytes,
    )
    if len(form.files) != 1:
        for one in form.files:
            remove(workspace, one.place)
        raise InputError("O-170", files=len(form.files))
    return form


async def _stream(request: Request, write: Callable[[bytes], None]) -> int:
    size = 0
    try:
        async for piece in request.stream():
            if piece:
                size += len(piece)
                write(piece)
    except ClientDisconnect as error:
        raise InputError("J-411", reason="disconnected") from error
    return size


@dataclass
class _Part:
    """One part on its way in; a file when its head names one."""

    head: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    arrival: Arrival | None = None
    text: bytearray = field(default_factory=bytearray)


class _Parts:
    """Writes the files of a multipart body to the disk while it comes."""

    def __init__(self, stack: ExitStack, opened: Opened, boundary: bytes) -> None:
        self._stack = stack
        self._opened = opened
        self._files: list[HandedIn] = []
        self._arrivals: list[Arrival] = []
        self._fields: dict[str, str] = {}
        self._part = _Part()
        self._key = self._value = b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._on_key,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_head,
                    "on_headers_finished": self._on_heads,
                    "on_part_data": self._on_data,
                    "on_part_end": self._on_part,
                    "on_end": self._on_end,
                },
            )
        except MultipartParseError as error:
            raise InputError("J-411", reason=str(error)[:100]) from error

    def write(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except MultipartParseError as error:
            raise InputError("J-411", reason=str(error)[:100]) from error

    def finish(self) -> Form:
        if not self._ended:
            raise InputError("J-411", reason="boundary")
        if not self._files:
            raise InputError("J-410")
        for arrival in self._arrivals:
            arrival.release()
        return Form(tuple(self._files), self._fields)

    def _begin(self) -> None:
        self._part = _Part()

    def _on_key(self, data: bytes, start: int, end: int) -> None:
        self._key += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_head(self) -> None:
        self._part.head[self._key.lower()] = self._value
        self._key = self._value = b""

    def _on_heads(self) -> None:
        told = self._part.head.get(b"content-disposition", b"").decode("latin-1")
        options = parse_options_header(told)[1]
        self._part.name = _text(options.get(b"name", b""))
        if b"filename" not in options:
            return
        file = _text(options[b"filename"])
        if file:  # a browser sends an empty one when no file was chosen
            if len(self._files) >= MOST_FILES:
                raise InputError("J-411", reason=f"> {MOST_FILES} files")
            self._part.arrival = self._stack.enter_context(self._opened(file))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.arrival is not None:
            self._part.arrival.write(data[start:end])
            return
        self._part.text += data[start:end]
        if len(self._part.text) > _MOST_FIELD:
            raise InputError("J-411", reason=f"{self._part.name[:40]} > {_MOST_FIELD} B")

    def _on_part(self) -> None:
        if self._part.arrival is not None:
            self._files.append(self._part.arrival.finish())
            self._arrivals.append(self._part.arrival)
        elif self._part.name and b"filename" not in self._part.head.get(
            b"content-disposition", b""
        ):
            if len(self._fields) >= _MOST_FIELDS:
                raise InputError("J-411", reason=f"> {_MOST_FIELDS} fields")
            self._fields[self._part.name] = _text(bytes(self._part.text))

    def _on_end(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
