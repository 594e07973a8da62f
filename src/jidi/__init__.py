"""Jidi (寄递): plan, supervise and evaluate a province's postal and express network.

The floors, from the bottom: ``core`` (values of the field), ``model`` (what the definitions say),
``lake`` and ``registry`` (bytes), ``plan``, ``indicators`` and ``synth`` (pure computation),
``service`` (use cases), ``cli`` and ``web`` (faces). Imports only go down; see ARCHITECTURE.md.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
