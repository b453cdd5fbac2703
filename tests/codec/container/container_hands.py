"""Files for tests of the container: plain ones, and parts made by hand as the format's description has them."""

import json
import struct
import zlib
from dataclasses import replace

from sdviewer.codec.container.header import Header
from sdviewer.codec.container.sections import Container, write
from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.container.varint import put_varint
from sdviewer.codec.identity import own

HEADER = Header(own(1), 512, 512, orientation=6, rate=117, has_alpha=True, space="adobe-rgb")
SECTIONS = {
    "D": bytes(range(200)),
    "A": b"alpha",
    "e": b"II*\0" + bytes(300),
    "i": b"profile",
    "x": b"<x/>" * 40,
    "p": b"RIFF....WEBP",
    "n": json.dumps({"name": "sd-vae"}).encode(),
}
OPAQUE = replace(HEADER, has_alpha=False)
PLAIN = write(Container(OPAQUE, {"D": SECTIONS["D"]}))
FRAME = 22
"""Bytes of these headers."""


def raw(tag: bytes, payload: bytes, last: bool = False, checksum: int | None = None) -> bytes:
    """A section made by hand, as the format's description has it."""
    first = bytes([tag[0] | (0x80 if last else 0)])
    checksum = zlib.crc32(first + payload) if checksum is None else checksum
    return first + put_varint(len(payload)) + payload + struct.pack("<I", checksum)


def signed(header: bytes) -> bytes:
    return header + struct.pack("<I", zlib.crc32(header))


def headed(body: bytes, version: int = 1) -> bytes:
    """A header made by hand."""
    return signed(SIGNATURE + bytes([version]) + put_varint(len(body)) + body)
