"""A file to its picture: header, sections, index, tiles, alpha."""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from . import latents, own
from .drawing import Drawing
from .files import RESOURCES
from .range_coder import Damaged

_SIGNATURE = b"\x89SDC\r\n\n"
_KNOWN = 0b1010111
_SPACES = {1: ("sd1", 4, 8), 2: ("sdxl", 4, 8), 3: ("sd3", 16, 8), 4: ("flux1", 16, 8), 5: ("flux2", 32, 8)}


class Newer(Exception):
    """The file needs a decoder of a later version."""


class Limits(Exception):
    """The picture is larger than the text allows."""


class NoModel(Exception):
    """The model of the file isn't here."""


@dataclass
class Decoded:
    """symbols: int32 of all streams in the order of the index. sketch: pixels where no network draws (h, w, 3)."""

    width: int
    height: int
    colour: str
    symbols: list[np.ndarray]
    pixels: np.ndarray | None = None
    sketch: np.ndarray | None = None
    alpha: np.ndarray | None = None
    sections: dict[str, bytes] = field(default_factory=dict)


class _Bytes:
    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise Damaged("cut off")
        self.at += count
        return self.data[self.at - count : self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def varint(self) -> int:
        number = 0
        for place in range(4):
            byte = self.byte()
            number |= (byte & 127) << (7 * place)
            if byte < 128:
                if place and not byte:
                    raise Damaged("a number that is longer than needed")
                return number
        raise Damaged("a number of more than four bytes")


def decode(data: bytes, models: list[Path] | None = None) -> Decoded:
    """Raises Damaged, Newer, Limits, NoModel. models: folders of models without a number."""
    head, at = _header(data)
    sections = _sections(data, at, head)
    out = Decoded(head["width"], head["height"], head["colour"], [], sections=sections)
    if head["identity"] & 128:
        _draw_latents(sections["D"], head, out)
    else:
        _draw_own(sections["D"], head, out, models or [])
    if "A" in sections:
        out.alpha = _alpha(sections["A"], head["width"], head["height"])
    return out


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    if data[:7] != _SIGNATURE:
        raise Damaged("no signature")
    stream = _Bytes(data, 7)
    if stream.byte() != 1:
        raise Newer("version")
    length = stream.varint()
    if length > 1024:
        raise Damaged("a header of more than 1024 bytes")
    start = stream.at
    body = _Bytes(stream.take(length))
    if stream.take(4) != zlib.crc32(data[: start + length]).to_bytes(4, "little"):
        raise Damaged("the header's checksum")
    features = body.varint()
    if any(features >> bit & 1 and not _KNOWN >> bit & 1 for bit in range(0, 28, 2)):
        raise Newer("a required feature")
    head: dict[str, Any] = {"alpha": features & 1, "colour": "srgb"}
    head["width"], head["height"] = body.varint(), body.varint()
    if not head["width"] or not head["height"]:
        raise Damaged("no pixels")
    if max(head["width"], head["height"]) > 131_072 or head["width"] * head["height"] > 100_000_000:
        raise Limits("too large")
    head["identity"] = body.byte()
    head["coder"] = body.byte() if head["identity"] & 128 else 0
    head["hash"] = body.take(8) if head["identity"] in (0, 128) else b""
    head["rate"] = body.byte()
    if features >> 1 & 1 and not 2 <= body.byte() <= 8:
        raise Damaged("the orientation")
    if features >> 2 & 1:
        head["colour"] = _colour(body)
    if features >> 4 & 1:
        if body.byte() == 8:
            raise Damaged("the usual depth, stated")
        raise Newer("depth")
    if features >> 6 & 1:
        if body.varint() < 2:
            raise Damaged("the usual number of frames, stated")
        raise Newer("frames")
    if body.at != len(body.data) and not features & ~_KNOWN:
        raise Damaged("a header that is too long")
    if head["identity"] & 127 not in {0: range(128), 1: (3, 4, 5), 2: (1, 3)}.get(head["coder"], ()):
        raise Newer("coder")
    return head, stream.at


def _colour(body: _Bytes) -> str:
    code = body.byte()
    if code in (1, 2, 3):
        return ("display-p3", "adobe-rgb", "bt2020")[code - 1]
    if code != 255:
        raise Newer("colour") if code else Damaged("the usual colour, stated")
    primaries, transfer = body.byte(), body.byte()
    if primaries == 9 and transfer in (1, 6, 14, 15):
        return "bt2020"
    return "display-p3" if (primaries, transfer) == (12, 13) else "srgb"


def _sections(data: bytes, at: int, head: dict[str, Any]) -> dict[str, bytes]:
    wanted = {"D", "A"} if head["alpha"] else {"D"}
    found: dict[str, bytes] = {}
    stream = _Bytes(data, at)
    for _ in range(64):
        try:
            start = stream.at
            first = stream.byte()
            tag, last = chr(first & 127), first >> 7
            private = 0x21 <= first & 127 <= 0x3A
            if not private and not ("A" <= tag <= "Z" or "a" <= tag <= "z"):
                raise Damaged("no tag")
            payload = stream.take(stream.varint())
            sound = stream.take(4) == zlib.crc32(data[start : start + 1] + payload).to_bytes(4, "little")
        except Damaged:
            if wanted <= found.keys():
                return found
            raise
        if not sound:
            if not wanted <= found.keys():
                raise Damaged("a section's checksum")
        elif not private and tag in found:
            raise Damaged("a tag twice")
        elif tag in "DA" and tag not in wanted:
            raise Damaged("a section that isn't announced")
        elif "A" <= tag <= "Z" and tag not in wanted:
            raise Newer("a critical section")
        elif not private:
            found[tag] = payload
        if last:
            break
    if not wanted <= found.keys():
        raise Damaged("no picture")
    return found


def _spans(length: int, most: int) -> list[tuple[int, int]]:
    count = math.ceil(length / most)
    side = 4 * math.ceil(length / (4 * count))
    return [(start, min(start + side, length)) for start in range(0, length, side)]


def _streams(
    data: bytes, start: int, tiles: list[tuple[int, int]], per_tile: int, pixels: int
) -> list[tuple[int, bytes]]:
    """(checksum, stream) in the order of the index. tiles: rows and columns of each; pixels: of a place."""
    least = [math.ceil(h * w * pixels / 16384) for h, w in tiles]
    body = _Bytes(data, start)
    if len(tiles) == 1:
        crc = int.from_bytes(body.take(4), "little")
        stream = data[body.at :]
        if len(stream) < least[0]:
            raise Damaged("too few bytes")
        return [(crc, stream)]
    index = [(body.varint(), int.from_bytes(body.take(4), "little")) for _ in range(per_tile * len(tiles))]
    head = data[: body.at]
    if body.take(4) != zlib.crc32(head).to_bytes(4, "little"):
        raise Damaged("the index")
    out = []
    for (length, crc), fewest in zip(index, least * per_tile, strict=True):
        if length < fewest:
            raise Damaged("too few bytes")
        out.append((crc, body.take(length)))
    return out


def _check(crc: int, symbols: np.ndarray) -> None:
    if zlib.crc32(symbols.astype("<i4").tobytes()) != crc:
        raise Damaged("the symbols' checksum")


def _draw_own(data: bytes, head: dict[str, Any], out: Decoded, models: list[Path]) -> None:
    folder = _folder(head, models)
    config = json.loads((folder / "config.json").read_text())["network"]
    config = {"groups": tuple(config["groups"]), "hyper": config["hyper"]}
    prior = own.prior_at(folder, tuple(config.items()), head["rate"])
    height, width = -(-head["height"] // 16), -(-head["width"] // 16)
    spans = [(r, c) for r in _spans(height, 64) for c in _spans(width, 64)]
    sizes = [(r[1] - r[0], c[1] - c[0]) for r, c in spans]
    streams = _streams(data, 0, sizes, 2, 256)
    y = np.zeros((height, width, sum(config["groups"])), np.int64)
    found: list[np.ndarray] = [np.zeros(0, np.int32)] * len(streams)
    for number, ((rows, columns), size) in enumerate(zip(spans, sizes, strict=True)):
        mine = [number] if len(spans) == 1 else [number, number + len(spans)]
        y[slice(*rows), slice(*columns)], symbols = own.tile(prior, [streams[i][1] for i in mine], *size)
        for i, part in zip(mine, symbols, strict=True):
            found[i] = np.array(part, np.int64).astype(np.int32)
            _check(streams[i][0], found[i])
    out.symbols = found
    pixels = Drawing(folder, config, head["rate"]).pixels(y)
    out.pixels = pixels[: head["height"], : head["width"]]


def _folder(head: dict[str, Any], models: list[Path]) -> Path:
    if head["identity"]:
        folder = RESOURCES / "models" / f"own-{head['identity']}"
        if folder.is_dir():
            return folder
    gaussian = RESOURCES / "tables" / "gaussian.safetensors"
    for folder in models if not head["identity"] else ():
        files = [folder / name for name in ("config.json", "model.safetensors", "synthesis.onnx")]
        lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in [*files, gaussian]]
        if hashlib.sha256("".join(lines).encode()).digest()[:8] == head["hash"]:
            return folder
    raise NoModel("not here")


def _draw_latents(data: bytes, head: dict[str, Any], out: Decoded) -> None:
    space = _SPACES.get(head["identity"] & 127)
    if head["identity"] != 128 and space is None:
        raise NoModel("an unknown space")
    body = _Bytes(data)
    channels, power = body.byte(), body.byte()
    times = 2 if head["coder"] == 1 else 1
    shape = (channels / times**2, (1 << power) / times)
    another = head["coder"] == 2 and space != _SPACES[1]  # a latent of other channels than the space's
    if not channels or power > 6 or (space and shape != ((4, 8) if another else space[1:])):
        raise Damaged("channels or factor")
    body.take(0 if head["coder"] == 1 else channels)
    base = np.frombuffer(body.take(6), "<i2").astype(np.float64)
    weights = np.zeros((3, channels))
    sent = 4 if head["coder"] == 1 else channels
    weights[:, :sent] = np.frombuffer(body.take(3 * sent), "i1").reshape(3, sent)
    f = 1 << power
    height, width = -(-head["height"] // f), -(-head["width"] // f)
    spans = [(r, c) for r in _spans(height, 256) for c in _spans(width, 256)]
    sizes = [(r[1] - r[0], c[1] - c[0]) for r, c in spans]
    q = np.zeros((channels, height, width), np.int64)
    for (crc, stream), (rows, columns), size in zip(
        _streams(data, body.at, sizes, 1, max(f * f, channels)), spans, sizes, strict=True
    ):
        part = latents.decode(stream, channels, *size)
        _check(crc, part)
        out.symbols.append(part.astype(np.int32))
        q[:, slice(*rows), slice(*columns)] = part
    step = 3 * (1 / 30) ** (head["rate"] / 255)
    sums = base + step * np.einsum("kc,chw->hwk", weights, q)
    out.sketch = np.clip(np.rint(sums), 0, 255).astype(np.uint8)


def _alpha(data: bytes, width: int, height: int) -> np.ndarray:
    if not data or data[0] > 4:
        raise Damaged("the kind of alpha")
    if data[0] == 4:
        from PIL import Image

        try:
            with Image.open(BytesIO(data[1:]), formats=["WEBP"]) as image:
                plane = np.asarray(image.convert("RGB"))[..., 1]
        except Exception as error:
            raise Damaged("alpha's WebP") from error
        if plane.shape != (height, width):
            raise Damaged("alpha's size")
        return plane
    try:
        stream = zlib.decompressobj()
        raw = stream.decompress(data[1:], width * height + 1)
    except zlib.error as error:
        raise Damaged("alpha's stream") from error
    if len(raw) != width * height or not stream.eof:
        raise Damaged("alpha's length")
    plane = np.frombuffer(raw, np.uint8).reshape(height, width)
    for axis in {0: (), 1: (1,), 2: (0,), 3: (0, 1)}[data[0]]:
        plane = np.add.accumulate(plane, axis, np.uint8)
    return plane
