"""Functions that only a kernel calls, given to it for linking and never made ready by themselves.

Numba makes of every function machine code that could be called by itself, with all that it calls
in it, and optimises it so, and keeps both. What only the kernel calls needs none of this: the
kernel links it, optimises the whole once and is kept. The rural kernel is compiled in 38 instead
of 65 processor seconds so and does the same sums in as many instructions (measured).
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class PartLibrary(JITCodeLibrary):  # type: ignore[misc]  # Numba carries no types
    """What is linked into others: neither optimised nor turned into machine code here."""

    def _optimize_final_module(self) -> None:
        """Left to whoever links it, who optimises it where it is called."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


class _Name:
    """What stands for the part among the functions of Numba; there is nothing to call."""


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NativeLowering):  # type: ignore[misc]
    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        target = state.targetctx
        state.library = PartLibrary(target.codegen(), state.func_id.func_qualname)
        state.flags = state.flags.copy()
        state.flags.no_compile = True
        super().run_pass(state)
        state.library.finalize()
        made = state["cr"]._replace(cfunc=_Name())
        target.insert_user_function(made.cfunc, made.fndesc, [state.library])
        state.reload_init.extend(state.library._reload_init)
        state["cr"] = made
        return True


class PartCompiler(CompilerBase):  # type: ignore[misc]
    """Numba's own way from source to code but for its end."""

    def define_pipelines(self) -> list[Any]:
        """The passes of ``njit``, lowering replaced."""
        usual = DefaultPassBuilder.define_nopython_pipeline(self.state)
        usual.passes[:] = [
            (_PartLowering if made is NativeLowering else made, told) for made, told in usual.passes
        ]
        usual._finalized = False  # names of passes are looked up anew
        usual.finalize()
        return [usual]
