"""Right checksums for a damaged `.sdc`, so that what lies behind them is reached too."""

from __future__ import annotations

import zlib

from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.container.varint import take_varint

_CRC = 4


def mended(data: bytes) -> bytes:
    """The same bytes with the signature and the checksums of header and sections set right, as far as they go."""
    out = bytearray(SIGNATURE + data[len(SIGNATURE) :])
    length, start, problem = take_varint(bytes(out), len(SIGNATURE) + 1)
    at = start + length
    if problem or at + _CRC > len(out):
        return bytes(out)
    out[at : at + _CRC] = _crc(out[:at])
    at += _CRC
    while at < len(out):
        length, start, problem = take_varint(bytes(out), at + 1)
        end = start + length
        if problem or end + _CRC > len(out):
            break
        out[end : end + _CRC] = _crc(out[at : at + 1] + out[start:end])
        at = end + _CRC
    return bytes(out)


def _crc(data: bytes | bytearray) -> bytes:
    return zlib.crc32(data).to_bytes(_CRC, "little")
