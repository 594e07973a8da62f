"""Privacy: personal values become keyed hashes or sealed texts at the door, masks on the way out.

:func:`pseudonymise` is the door: what lies in the lake was sent through it. Keys lie outside the
book. Everything here is a function of its arguments: time and randomness are handed in.
"""

from jidi.privacy.door import pseudonymise
from jidi.privacy.key import Key, KeyRing
from jidi.privacy.masking import mask, mask_batch, masked
from jidi.privacy.pseudonym import pseudonyms, pseudonyms_of
from jidi.privacy.sealing import open_sealed, seal
from jidi.privacy.suppression import THRESHOLD, Cell, suppressed

__all__ = [
    "THRESHOLD",
    "Cell",
    "Key",
    "KeyRing",
    "mask",
    "mask_batch",
    "masked",
    "open_sealed",
    "pseudonymise",
    "pseudonyms",
    "pseudonyms_of",
    "seal",
    "suppressed",
]
