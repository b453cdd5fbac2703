"""The streams of a picture that is cut into tiles, each with its length and the checksum of its symbols.

One stream alone has only a checksum before it: it fills the rest. Where there are several, an index stands before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import FormatError
from .header import CRC, crc
from .varint import put_varint, take_varint

LEAST = 14
"""A stream has at least one byte for 2^14 of what it stands for, pixels or symbols, whichever are more; shorter ones
are filled up with zeros. So a small file can't ask for much work."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stream. checksum: CRC-32 over its symbols. data: what there is of it; missing: bytes that are not there."""

    checksum: int
    data: bytes
    missing: int = 0


def least_bytes(amount: int) -> int:
    """Of a stream that stands for so many pixels or symbols."""
    return -(-amount >> LEAST)


def write_parts(side: bytes, parts: Sequence[tuple[int, bytes]], least: Sequence[int]) -> bytes:
    """Side information, index and streams as one section. parts: checksum and stream of each; least: fewest bytes."""
    streams = [data.ljust(fewest, b"\0") for (_, data), fewest in zip(parts, least, strict=True)]
    checksums = [checksum.to_bytes(CRC, "little") for checksum, _ in parts]
    if len(parts) == 1:
        return side + checksums[0] + streams[0]
    index = b"".join(put_varint(len(data)) + check for data, check in zip(streams, checksums, strict=True))
    head = side + index
    return head + crc(head) + b"".join(streams)


def read_parts(data: bytes, start: int, least: Sequence[int], lacking: int = 0) -> list[Part]:
    """The streams behind `start` bytes of side information, as far as they are there. Raises FormatError where the
    index is damaged or cut off, or says that a stream has less than its fewest bytes.

    lacking: bytes that are known to be missing at the end.
    """
    if len(least) == 1:
        if len(data) < start + CRC:
            raise FormatError("The picture data is cut off before its first stream. Get a whole copy.")
        stream = data[start + CRC :]
        checksum = int.from_bytes(data[start : start + CRC], "little")
        return [Part(checksum, stream, max(lacking, least[0] - len(stream)))]
    lengths, checksums, at = [], [], start
    for fewest in least:
        length, at, problem = take_varint(data, at)
        if problem or at + CRC > len(data) or length < fewest:
            raise FormatError("The list of the picture's parts is damaged or cut off. Get another copy.")
        lengths.append(length)
        checksums.append(int.from_bytes(data[at : at + CRC], "little"))
        at += CRC
    if crc(data[:at]) != data[at : at + CRC]:
        raise FormatError("The list of the picture's parts is damaged or cut off. Get another copy.")
    at += CRC
    parts = []
    for length, checksum in zip(lengths, checksums, strict=True):
        stream = data[at : at + length]
        parts.append(Part(checksum, stream, length - len(stream)))
        at += length
    return parts
