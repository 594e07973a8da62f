"""What holds something that must be given back: a ``with`` block gives it back at its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Closing(ABC):
    """A context manager over its own :meth:`close`."""

    @abstractmethod
    def close(self) -> None:
        """Give back what is held; once is enough, twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
