"""Numba behind three typed doors: every kernel function is compiled once and kept on disk.

``compiled`` counts references to arrays and may make new ones. ``bare`` does neither, which in the
inner loops is worth two thirds of the time. ``inner`` is ``bare`` for what only the kernel calls:
it is compiled as a part of whatever calls it and not kept by itself.
All keep exact arithmetic, so that the same seed gives the same bytes.

What lies on disk is good for these very sources only: Numba looks at one file's date, but machine
code holds what it calls as well, so the stamp is the digest of the whole folder, the kernel, and of
how it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from jidi.core import kernel_parts

F = TypeVar("F", bound=Callable[..., object])
COMPILED: dict[str, Any] = {"cache": True, "error_model": "numpy", "no_cfunc_wrapper": True}
BARE: dict[str, Any] = COMPILED | {"_nrt": False}
INNER: dict[str, Any] = BARE | {
    "cache": False,
    "no_cpython_wrapper": True,
    "pipeline_class": kernel_parts.PartCompiler,
}
HOT: dict[str, Any] = INNER | {"forceinline": True}


def compiled(function: F) -> F:
    """The function as machine code."""
    return cast(F, _kept(numba.njit(**COMPILED)(function), function))


def bare(function: F) -> F:
    """The function as machine code that makes no arrays: it gets all room it needs."""
    return cast(F, _kept(numba.njit(**BARE)(function), function))


def inner(function: F) -> F:
    """As ``bare``, for what only the kernel calls: without the way in from Python, which for
    arguments of many arrays is most of the machine code. Called from Python it says so."""
    return cast(F, _closed(_plain(numba.njit(**INNER)(function))))


def hot(function: F) -> F:
    """As ``inner``, laid out wherever it is called: a state of many arrays is dear to hand over."""
    return cast(F, _closed(_plain(numba.njit(**HOT)(function))))


def _kept(dispatcher: Any, function: F) -> Any:
    """Kept on disk under the stamp of the function's folder."""
    dispatcher._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    return _plain(dispatcher)


def _plain(dispatcher: Any) -> Any:
    dispatcher.get_call_template = _once(dispatcher.get_call_template)
    return dispatcher


def _closed(dispatcher: Any) -> Any:
    """What is compiled is there for the kernel alone: Numba itself would jump to nowhere."""
    name = dispatcher.py_func.__qualname__

    def keep(compiled: Any) -> None:
        dispatcher.overloads[tuple(compiled.signature.args)] = compiled

    def refuse(*_: Any, **__: Any) -> None:
        raise TypeError(f"{name} is an inner function: only the kernel calls it")

    dispatcher.add_overload = keep
    dispatcher._compile_for_args = refuse
    return dispatcher


def _once(called: Callable[..., Any]) -> Callable[..., Any]:
    """Whole numbers written out in a call are numbers like others, not types of their own, for
    which the function would be compiled again."""

    types: Any = numba.types

    def plain(args: Any, kws: Any) -> Any:
        numbers = tuple(types.unliteral(arg) for arg in args)
        return called(numbers, {name: types.unliteral(kws[name]) for name in kws})

    return plain


@cache
def _stamp(folder: Path) -> str:
    sources = [Path(__file__), Path(kernel_parts.__file__), *sorted(folder.glob("*.py"))]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
