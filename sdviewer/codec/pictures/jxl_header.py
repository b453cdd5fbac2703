"""The size that a JPEG XL file states, read from its first bytes (ISO/IEC 18181-1, SizeHeader; 18181-2, boxes)."""

from __future__ import annotations

_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a"
_SIZE_BITS = (9, 13, 18, 30)
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Width to height, for the ratio codes 1 to 7; 0 means that the width is stated."""


def is_jxl(header: bytes) -> bool:
    """Whether a file that begins so is JPEG XL."""
    return header.startswith((_CODESTREAM, _CONTAINER))


def jxl_size(header: bytes) -> tuple[int, int]:
    """(width, height) before any turning. Raises ValueError where the header is cut off or not there."""
    bits = _Bits(_codestream(header)[2:16])
    if bits.take(1):  # both sides in units of 8 pixels
        height = 8 * (bits.take(5) + 1)
        ratio = bits.take(3)
        width = _scaled(height, ratio) if ratio else 8 * (bits.take(5) + 1)
    else:
        height = bits.take(_SIZE_BITS[bits.take(2)]) + 1
        ratio = bits.take(3)
        width = _scaled(height, ratio) if ratio else bits.take(_SIZE_BITS[bits.take(2)]) + 1
    return width, height


def _scaled(height: int, ratio: int) -> int:
    across, down = _RATIOS[ratio - 1]
    return height * across // down


def _codestream(header: bytes) -> bytes:
    """From the signature of the codestream on; in a container it sits in the first box 'jxlc' or 'jxlp'."""
    if header.startswith(_CODESTREAM):
        return header
    start = 0
    while start + 16 <= len(header):
        length, kind = int.from_bytes(header[start : start + 4], "big"), header[start + 4 : start + 8]
        body = start + 8
        if length == 1:  # the length follows, in 64 bits
            length, body = int.from_bytes(header[body : body + 8], "big"), body + 8
        if kind == b"jxlc":
            return header[body:]
        if kind == b"jxlp":
            return header[body + 4 :]
        if length < 8:
            break
        start += length
    raise ValueError("the header of the codestream isn't there")


class _Bits:
    """Bits of a byte string, least significant first."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the header is cut off")
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return taken
