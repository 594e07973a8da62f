"""The doors to machine code, as the network's kernels know them: see :mod:`jidi.core.compiled`."""

from jidi.core.compiled import bare, compiled, hot, inner

__all__ = ["bare", "compiled", "hot", "inner"]
