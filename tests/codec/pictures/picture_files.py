"""Files of kinds that Pillow doesn't write, put together by hand."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def flat(colour: tuple[int, int, int], side: int = 16) -> Image.Image:
    return Image.new("RGB", (side, side), colour)


def largest_difference(a: object, b: object) -> int:
    return int(np.abs(np.asarray(a, int) - np.asarray(b, int)).max())


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(values: np.ndarray, kind: int, *chunks: bytes) -> bytes:
    """A PNG of (H, W, channels) uint8 or uint16 of a colour type, with chunks between header and pixels."""
    depth = 8 * values.dtype.itemsize
    head = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], depth, kind, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(f">u{depth // 8}").tobytes() for row in values)
    parts = (chunk(b"IHDR", head), *chunks, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def tiff(data: bytes, width: int, height: int, **tags: int | tuple[int, ...]) -> bytes:
    """A little-endian TIFF of one uncompressed strip. tags: bits, photometric, samples, format; each a number or, for
    more than one sample, a tuple."""
    names = {"bits": 258, "photometric": 262, "samples": 277, "format": 339}
    entries: dict[int, tuple[int, ...]] = {256: (width,), 257: (height,), 259: (1,), 278: (height,), 279: (len(data),)}
    entries |= {names[name]: value if isinstance(value, tuple) else (value,) for name, value in tags.items()}
    entries[273] = (0,)
    start = 8 + 2 + 12 * len(entries) + 4
    extra, body = b"", b""
    for tag in sorted(entries):
        values = entries[tag]
        packed = struct.pack(f"<{len(values)}{'I' if tag in (257, 273, 278, 279) else 'H'}", *values)
        if tag == 273:
            packed = b"HERE"
        if len(packed) > 4:
            extra, packed = extra + packed, struct.pack("<I", start + len(extra))
        body += struct.pack("<HHI", tag, 4 if tag in (257, 273, 278, 279) else 3, len(values)) + packed.ljust(4, b"\0")
    body = body.replace(b"HERE", struct.pack("<I", start + len(extra)))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + bytes(4) + extra + data


def with_nclx(avif: bytes, primaries: int, transfer: int) -> bytes:
    """An AVIF whose colour box says these code points."""
    place = avif.index(b"colrnclx") + 8
    return avif[:place] + struct.pack(">HH", primaries, transfer) + avif[place + 4 :]


def exif(*entries: tuple[int, int, int, bytes], nested: tuple[int, bytes] | None = None) -> bytes:
    """A little-endian block of entries (tag, type, count, value or place), without the prefix of a JPEG. nested: the
    tag of a directory and its bytes, which come last."""
    listed = list(entries)
    size = 8 + 2 + 12 * (len(entries) + (nested is not None)) + 4
    if nested:
        listed.append((nested[0], 4, 1, struct.pack("<I", size)))
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in sorted(listed))
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", len(listed)) + body + bytes(4)
    return block + (nested[1] if nested else b"")


def directory(*entries: tuple[int, int, int, bytes]) -> bytes:
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in sorted(entries))
    return struct.pack("<H", len(entries)) + body + bytes(4)


def jxl_saying(jxl: bytes, primaries: int | None = None, orientation: int = 1) -> bytes:
    """A JPEG XL codestream whose metadata are the default ones, with code points of primaries (H.273), or an EXIF
    orientation. ISO/IEC 18181-1: what follows the size up to the next whole byte is written anew."""
    bits = "".join(f"{byte:08b}"[::-1] for byte in jxl[2:40])
    at = _end_of_jxl_size(bits)
    if bits[at : at + 2] != "11":
        raise ValueError("its metadata aren't the default ones")

    def number(value: int, count: int) -> str:
        return f"{value:0{count}b}"[::-1]

    def enum(value: int) -> str:
        if value < 2:
            return number(value, 2)
        return number(2, 2) + number(value - 2, 4) if value < 18 else number(3, 2) + number(value - 18, 6)

    extra = "1" + number(orientation - 1, 3) + "000" if orientation != 1 else "0"  # no sizes, preview, animation
    depth, channels, xyb = "0" + "00", "00", "1"  # 8 bits; no extra channels
    colour = "1"
    if primaries is not None:  # no profile, RGB, D65, these primaries, no gamma, sRGB's curve, relative intent
        colour = "0" + "0" + enum(0) + enum(1) + enum(primaries) + "0" + enum(13) + enum(1)
    tone = "1" if orientation != 1 else ""
    metadata = "0" + extra + depth + "1" + channels + xyb + colour + tone + "00" + "1"
    old = -(-(at + 2) // 8)
    written = bits[:at] + metadata
    written += "0" * (-len(written) % 8)
    header = bytes(int(written[k : k + 8][::-1], 2) for k in range(0, len(written), 8))
    return jxl[:2] + header + jxl[2 + old :]


def _end_of_jxl_size(bits: str) -> int:
    def number(at: int, count: int) -> int:
        return int(bits[at : at + count][::-1], 2)

    if bits[0] == "1":
        return 9 if number(6, 3) else 14
    at = 3 + (9, 13, 18, 30)[number(1, 2)]
    ratio = number(at, 3)
    at += 3
    return at if ratio else at + 2 + (9, 13, 18, 30)[number(at, 2)]


def exif_with_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    exif[0x010F] = "Maker"
    return exif.tobytes()


def exif_by_hand(*entries: tuple[int, int, int, bytes]) -> bytes:
    """A block of entries (tag, type, count, value or where it stands), whatever their types are."""
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + bytes(4)
