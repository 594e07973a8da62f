"""Values that are written as text: how a strict model reads and writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


class _Parsable(Protocol):
    @classmethod
    def parse(cls, text: str) -> Self: ...


class FromText:
    """Lets a class with ``parse`` and ``__str__`` stand as the type of a model's field.

    The field takes a value of the class or its text, and is written as text.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls: type[Any], source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema  # only models need it; floor 0 starts without

        def read(given: Any) -> Any:
            return given if isinstance(given, cls) else parse(given)

        def parse(given: Any) -> Any:
            parsable: type[_Parsable] = cls
            return parsable.parse(str(given))

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema()
        )
