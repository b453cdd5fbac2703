"""Small unsigned numbers in few bytes: LEB128, seven bits a byte, lowest first, at most four bytes."""

from __future__ import annotations

MAX_VARINT = (1 << 28) - 1
_MAX_BYTES = 4


def put_varint(number: int) -> bytes:
    """The bytes of a number, 0..MAX_VARINT."""
    if not 0 <= number <= MAX_VARINT:
        raise ValueError(f"{number} doesn't fit")
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def take_varint(data: bytes, at: int) -> tuple[int, int, str]:
    """(number, where it ends, problem): problem is 'cut off' where data ends, 'damaged' where it isn't minimal."""
    number = 0
    for index in range(_MAX_BYTES):
        if at + index >= len(data):
            return 0, at + index, "cut off"
        byte = data[at + index]
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return number, at + index + 1, "damaged" if byte == 0 and index else ""
    return 0, at + _MAX_BYTES, "damaged"
