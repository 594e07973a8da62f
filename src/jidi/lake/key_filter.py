"""The filter of keys that a Parquet file carries for a row group: whether a key can be in it.

A split-block Bloom filter as the Parquet format lays it down: the key's 64-bit xxHash chooses one
block of 32 bytes and one bit in each of its eight words. So 32 bytes are read to learn that a key
is not among a hundred thousand rows. What is not of that form is never asked and excludes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ReadRange = Callable[[int, int], bytes]
"""Bytes of a file from the first place up to but not including the second."""

_BLOCK: Final = 32
_WORDS: Final = 8
_LONGEST_HEADER: Final = 32
_SALTS: Final = (
    0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D, 0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31,
)  # fmt: skip
_SPLIT_BLOCK_OF_XXHASH: Final = bytes.fromhex("1c1c00001c1c00001c1c000000")
"""What a filter's header says after its length: algorithm, hash and compression we can read."""

_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF
_P1: Final = 0x9E37_79B1_85EB_CA87
_P2: Final = 0xC2B2_AE3D_27D4_EB4F
_P3: Final = 0x1656_67B1_9E37_79F9
_P4: Final = 0x85EB_CA77_C2B2_AE63
_P5: Final = 0x27D4_EB2F_1656_67C5


@dataclass(frozen=True)
class KeyFilter:
    """Where the blocks of one filter lie in a file.

    :param start: place of the first block.
    :param blocks: how many there are.
    """

    start: int
    blocks: int

    @classmethod
    def at(cls, offset: int, length: int, read: ReadRange) -> KeyFilter | None:
        """The filter that begins at ``offset``; None when it is of a form that is not known."""
        header = read(offset, offset + min(_LONGEST_HEADER, length))
        size, end = _length(header)
        told = header[end : end + len(_SPLIT_BLOCK_OF_XXHASH)]
        start = end + len(_SPLIT_BLOCK_OF_XXHASH)
        fits = size > 0 and size % _BLOCK == 0 and start + size == length
        if told != _SPLIT_BLOCK_OF_XXHASH or not fits:
            return None
        return cls(start=offset + start, blocks=size // _BLOCK)

    def may_hold(self, digest: int, read: ReadRange) -> bool:
        """Whether the filter leaves it open that the key of this digest was written.

        :param digest: :func:`key_digest` of the key.
        """
        place = self.start + ((digest >> 32) * self.blocks >> 32) * _BLOCK
        block = int.from_bytes(read(place, place + _BLOCK), "little")
        low = digest & 0xFFFF_FFFF
        return all(
            block >> (32 * word + ((low * salt & 0xFFFF_FFFF) >> 27)) & 1
            for word, salt in zip(range(_WORDS), _SALTS, strict=True)
        )


def _length(header: bytes) -> tuple[int, int]:
    """The filter's bytes as its header says, and where in the header that ends; 0 when it does
    not say so at its beginning."""
    if header[:1] != b"\x15":
        return 0, 0
    number, shift = 0, 0
    for place, byte in enumerate(header[1:], start=2):
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number >> 1, place
    return 0, 0


def key_digest(key: str) -> int:
    """The 64-bit xxHash (XXH64, seed 0) of a text's UTF-8 bytes, as Parquet filters take it."""
    data = key.encode()
    found, start = _stripes(data) if len(data) >= 32 else (_P5, 0)
    found = (found + len(data)) & _MASK
    for place in range(start, len(data) - 7, 8):
        found ^= _round(0, int.from_bytes(data[place : place + 8], "little"))
        found = (_turned(found, 27) * _P1 + _P4) & _MASK
    rest = len(data) // 8 * 8
    if len(data) - rest >= 4:
        found ^= int.from_bytes(data[rest : rest + 4], "little") * _P1 & _MASK
        found = (_turned(found, 23) * _P2 + _P3) & _MASK
        rest += 4
    for byte in data[rest:]:
        found = _turned(found ^ (byte * _P5 & _MASK), 11) * _P1 & _MASK
    return _stirred(found)


def _stripes(data: bytes) -> tuple[int, int]:
    """The digest so far of all whole stripes of 32 bytes, and where they end."""
    sums = [(_P1 + _P2) & _MASK, _P2, 0, -_P1 & _MASK]
    end = len(data) // 32 * 32
    for place in range(0, end, 8):
        lane = place // 8 % 4
        sums[lane] = _round(sums[lane], int.from_bytes(data[place : place + 8], "little"))
    found = sum(_turned(s, by) for s, by in zip(sums, (1, 7, 12, 18), strict=True)) & _MASK
    for lane in sums:
        found = ((found ^ _round(0, lane)) * _P1 + _P4) & _MASK
    return found, end


def _round(held: int, value: int) -> int:
    return _turned((held + value * _P2) & _MASK, 31) * _P1 & _MASK


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (64 - by)) & _MASK


def _stirred(found: int) -> int:
    found = (found ^ found >> 33) * _P2 & _MASK
    found = (found ^ found >> 29) * _P3 & _MASK
    return found ^ found >> 32
