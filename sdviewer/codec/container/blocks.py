"""Metadata as it lies in a file: one byte, 0 for as it is and 1 for a zlib stream, then the block."""

from __future__ import annotations

import zlib

from ..errors import LimitsError

MAX_METADATA = 16 << 20
"""Bytes of one metadata block when it is inflated."""


def packed(block: bytes, name: str) -> bytes:
    """The shorter of both. name: of the block, for the LimitsError that is raised where it is too large."""
    if len(block) > MAX_METADATA:
        raise LimitsError(
            f"The metadata of the picture ({name}) has {len(block):,} bytes; at most {MAX_METADATA:,} can be kept. "
            "Leave metadata out (--metadata strip)."
        )
    deflated = zlib.compress(block, 9)
    return b"\1" + deflated if len(deflated) < len(block) else b"\0" + block


def unpacked(payload: bytes) -> bytes | None:
    """The block, or None where it is damaged, of an unknown kind, or larger than MAX_METADATA."""
    kind, block = payload[:1], payload[1:]
    if kind == b"\0":
        return block if len(block) <= MAX_METADATA else None
    return inflated(block, MAX_METADATA) if kind == b"\1" else None


def inflated(stream: bytes, most: int) -> bytes | None:
    """What a zlib stream holds, None where it is damaged, cut off or holds more; bytes behind it don't count."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(stream, most + 1)
    except zlib.error:
        return None
    return out if unpacker.eof and len(out) <= most else None
