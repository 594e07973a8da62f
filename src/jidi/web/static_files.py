"""The files a browser loads: kept in memory, compressed once, named by their content.

The address holds a digest of the group a file belongs to (our own code, or the third-party code
under ``vendor``), so that browsers keep it for ever and a new release is loaded at once.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from jidi.core.errors import UnknownName, WorkspaceError
from jidi.core.nearest import suggestion

# Windows reads the type of .js from its registry, which is often wrong: say it ourselves.
MIME = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
VENDORED = ("vendor/htmx.min.js", "vendor/leaflet.js", "vendor/leaflet.css", "vendor/echarts.js")
LICENCES = {
    "htmx": "vendor/licences/htmx.txt",
    "Leaflet": "vendor/licences/leaflet.txt",
    "Apache ECharts": "vendor/licences/echarts.txt",
    "ZRender": "vendor/licences/zrender.txt",
    "tslib": "vendor/licences/tslib.txt",
}
_IMPORT = re.compile(r"""^import [^;]*?from "\./([^"]+)";""", re.MULTILINE)
_REQUIRED = (*VENDORED, *LICENCES.values(), "vendor/licences/echarts-notice.txt")


@dataclass(frozen=True)
class Asset:
    """One file.

    :param packed: its content, gzip-compressed.
    """

    name: str
    mime: str
    plain: bytes
    packed: bytes


class StaticFiles:
    """All files by name, such as ``app.css`` or ``vendor/leaflet.js``.

    :raises WorkspaceError: F-204 naming every asset that the build should have put in place.
    """

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        missing = [name for name in _REQUIRED if name not in assets]
        if missing:
            raise WorkspaceError("F-204", names=", ".join(missing))
        self._assets = dict(assets)
        self._imported: dict[str, tuple[str, ...]] = {}
        self._digests = {group: self._digest(group) for group in ("own", "vendor")}

    @classmethod
    def of_package(cls) -> StaticFiles:
        """The files that the installed package holds, read and packed once in a process."""
        return cls(_of_package())

    def url(self, name: str) -> str:
        """The address of a file.

        :raises UnknownName: F-205 with the nearest name.
        """
        self.get(name)
        return f"/static/{self._digests[_group(name)]}/{name}"

    def imported(self, name: str) -> tuple[str, ...]:
        """The modules that a module imports, and those that these import: browsers may load all at
        once instead of one after another.

        :raises UnknownName: F-205 with the nearest name.
        """
        if name not in self._imported:
            self._imported[name] = self._imports(name)
        return self._imported[name]

    def _imports(self, name: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            at = waiting.pop(0)
            below = at.rpartition("/")[0]
            for other in _IMPORT.findall(self.get(at).plain.decode()):
                if (one := f"{below}/{other}") not in found:
                    found[one] = None
                    waiting.append(one)
        return tuple(found)

    def get(self, name: str) -> Asset:
        """The file of that name.

        :raises UnknownName: F-205 with the nearest name.
        """
        if name not in self._assets:
            raise UnknownName("F-205", name=name, nearest=suggestion(name, self._assets))
        return self._assets[name]

    def is_current(self, digest: str, name: str) -> bool:
        """Whether an address with that digest names today's content."""
        return self._digests[_group(name)] == digest

    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(self._assets)

    def _digest(self, group: str) -> str:
        whole = hashlib.sha256()
        for name in sorted(self._assets):
            if _group(name) == group:
                whole.update(name.encode() + self._assets[name].plain)
        return whole.hexdigest()[:12]


def _group(name: str) -> str:
    return "vendor" if name.startswith("vendor/") else "own"


@cache
def _of_package() -> Mapping[str, Asset]:
    folder = files("jidi.web") / "static"
    return MappingProxyType({asset.name: asset for asset in _assets_in(folder, "")})


def _assets_in(folder: Traversable, prefix: str) -> Iterator[Asset]:
    for entry in folder.iterdir():
        name = prefix + entry.name
        ending = "." + entry.name.rsplit(".", 1)[-1]
        if entry.is_dir():
            yield from _assets_in(entry, name + "/")
        elif ending in MIME:
            plain = entry.read_bytes()
            yield Asset(name, MIME[ending], plain, gzip.compress(plain, 6, mtime=0))
