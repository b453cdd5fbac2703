"""Makes the files of `resources/conformance`: `python tests/conformance.py`. They are made once; more may be added.

Each file is made by the program's own writer, or by hand where no writer makes it. What a decoder must give is what the
program gives; `tests/test_conformance.py` holds the program, and the decoder that was written from the text alone,
against it.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from sdviewer.codec import decoding, pipeline, registry
from sdviewer.codec.container import sections as container
from sdviewer.codec.container.header import Header
from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.container.varint import put_varint
from sdviewer.codec.diffusion.payload import ONE, ForeignReader, write_payload
from sdviewer.codec.identity import LEARNED, TRANSFORM, latents, own
from sdviewer.codec.pictures.alpha import decode_alpha, encode_alpha
from sdviewer.codec.types import EncodeOptions, Metadata, Picture, StopToken

ROOT = Path(__file__).parents[1]
SUITE = ROOT / "resources" / "conformance"
RAMP = np.add.outer(np.arange(64) * 3, np.arange(96) * 2).astype(np.uint8)
STOP = StopToken()

Entry = dict[str, object]


def sha256(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def expected(data: bytes) -> Entry:
    """What a decoder must give of a file that can be drawn, or at least read."""
    box = container.read(data)
    head = box.header
    entry: Entry = {"width": head.width, "height": head.height, "space": head.space}
    reader = ForeignReader(head.identity.coder) if head.identity.latents else registry.load(head.identity.text)
    latent = reader.read_payload(box.sections["D"], head.height, head.width, head.rate, STOP)
    entry["latent_sha256"] = sha256(latent.values.astype("<i4"))
    if head.has_alpha:
        entry["alpha_sha256"] = sha256(decode_alpha(box.sections["A"], (head.height, head.width)))
    if head.orientation != 1:
        entry["orientation"] = head.orientation
    entry |= {
        name: hashlib.sha256(box.sections[tag]).hexdigest() for tag, name in METADATA.items() if tag in box.sections
    }
    return entry


METADATA = {"e": "exif_sha256", "i": "icc_sha256", "x": "xmp_sha256"}


class Suite:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.pictures: dict[str, str] = {}
        photo = np.asarray(Image.open(ROOT / "tests" / "data" / "golden" / "photo.png").convert("RGB"))
        self.photo = np.ascontiguousarray(photo[20:84, 30:126])
        self.large = np.ascontiguousarray(np.tile(photo, (8, 14, 1)))
        self.base = pipeline.encode(Picture(self.photo), EncodeOptions(quality=60)).data
        self.box = container.read(self.base)

    def good(self, name: str, data: bytes, drawn: bool = True) -> None:
        (SUITE / f"{name}.sdc").write_bytes(data)
        entry = expected(data)
        pixels = (pipeline.decode if drawn else decoding.preview)(data).pixels
        entry["pixels" if drawn else "sketch"] = self.png(name, pixels)
        self.entries[name] = entry

    def png(self, name: str, pixels: np.ndarray) -> str:
        """The name of a file of these pixels, one for equal ones."""
        key = sha256(pixels)
        if key not in self.pictures:
            self.pictures[key] = f"{name}.png"
            Image.fromarray(pixels).save(SUITE / f"{name}.png", optimize=True)
        return self.pictures[key]

    def bad(self, name: str, data: bytes, kind: str) -> None:
        (SUITE / f"{name}.sdc").write_bytes(data)
        self.entries[name] = {"error": kind}

    def encoded(self, name: str, pixels: np.ndarray, quality: float = 60, **more: object) -> None:
        picture = Picture(np.ascontiguousarray(pixels), **more)
        self.good(name, pipeline.encode(picture, EncodeOptions(quality=quality)).data)


def crc(data: bytes) -> bytes:
    return struct.pack("<I", zlib.crc32(data))


def section(tag: bytes, payload: bytes, last: bool = False) -> bytes:
    first = bytes([tag[0] | (0x80 if last else 0)])
    return first + put_varint(len(payload)) + payload + crc(first + payload)


def header(body: bytes, version: int = 1) -> bytes:
    head = SIGNATURE + bytes([version]) + put_varint(len(body)) + body
    return head + crc(head)


def own_sizes(suite: Suite) -> None:
    for height, width in ((1, 1), (1, 17), (15, 16), (16, 16), (17, 33), (23, 40), (64, 64)):
        suite.encoded(f"own-{width}x{height}", suite.photo[:height, :width])
    for quality in (0, 30, 100):
        suite.encoded(f"own-quality-{quality}", suite.photo, quality)
    suite.encoded("own-flat", np.full((64, 96, 3), 200, np.uint8), 20)
    noise = np.random.default_rng(5).integers(0, 256, (32, 48, 3), np.uint8)
    suite.encoded("own-noise", noise, 100)
    suite.encoded("own-two-tiles-wide", suite.large[:20, :1040], 20)
    suite.encoded("own-two-tiles-high", suite.large[:840, :20].repeat(2, 0)[:1100], 20)
    suite.encoded("own-three-tiles-odd", suite.large[:33, :2100], 10)
    smooth = np.add.outer(np.arange(1030) // 8, np.arange(1030) // 10)
    suite.encoded("own-four-tiles", np.stack([smooth, smooth[::-1], smooth.T], 2).astype(np.uint8), 5)


def headers(suite: Suite) -> None:
    for space in ("display-p3", "adobe-rgb", "bt2020"):
        suite.encoded(f"space-{space}", suite.photo[:24, :40], space=space)
    body = put_varint(4) + put_varint(96) + put_varint(64) + bytes([1, suite.box.header.rate])
    rest = section(b"D", suite.box.sections["D"], last=True)
    suite.good("space-code-points-p3", header(body + bytes([255, 12, 13])) + rest)
    suite.good("space-code-points-unknown", header(body + bytes([255, 9, 16])) + rest)
    for orientation in (2, 6, 8):
        suite.encoded(f"orientation-{orientation}", suite.photo[:16, :32], metadata=Metadata(orientation=orientation))
    usual = put_varint(96) + put_varint(64) + bytes([1, suite.box.header.rate])
    suite.good("feature-ignored", header(put_varint(1 << 3 | 1 << 9) + usual + b"field") + rest)
    data = suite.box.sections["D"]
    suite.good(
        "private-section", header(b"\0" + usual) + section(b"D", data) + section(b"!", b"\x0borg.example?", True)
    )
    suite.good("unknown-ancillary", header(b"\0" + usual) + section(b"q", b"?") + section(b"D", data, True))
    suite.good("preview", container.write(replace(suite.box, sections={"D": data, "p": webp(suite.photo)})))
    suite.good("bytes-after-the-end", suite.base + b"left over")
    for name, body, kind in (
        ("feature-required", put_varint(1 << 8) + usual, "newer"),
        ("depth-10", put_varint(1 << 4) + usual + b"\x0a", "newer"),
        ("frames-12", put_varint(1 << 6) + usual + b"\x0c", "newer"),
        ("colour-unknown", put_varint(1 << 2) + usual + b"\x63", "newer"),
        ("orientation-9", put_varint(1 << 1) + usual + b"\x09", "format"),
        ("fields-too-long", b"\0" + usual + b"\0", "format"),
        ("no-pixels", b"\0" + put_varint(0) + usual[1:], "format"),
        ("too-many-pixels", b"\0" + put_varint(100_000) + put_varint(1001) + b"\x01\0", "limits"),
        ("too-long", b"\0" + put_varint(131_073) + put_varint(1) + b"\x01\0", "limits"),
        ("own-99", b"\0" + usual[:-2] + bytes([99, 0]), "model"),
        ("own-unknown-hash", b"\0" + usual[:-2] + bytes(9) + b"\0", "model"),
    ):
        suite.bad(name, header(body) + rest, kind)
    suite.bad("version-2", header(b"\0" + usual, 2) + rest, "newer")
    suite.bad("unknown-critical", header(b"\0" + usual) + section(b"D", data) + section(b"Q", b"?", True), "newer")
    suite.bad("two-data-sections", header(b"\0" + usual) + section(b"D", data) + section(b"D", data, True), "format")
    suite.bad("alpha-not-announced", header(b"\0" + usual) + section(b"A", b"?") + section(b"D", data, True), "format")


def webp(pixels: np.ndarray) -> bytes:
    from io import BytesIO

    out = BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=30)
    return out.getvalue()


def alphas(suite: Suite) -> None:
    opaque = suite.box.sections["D"]
    head = replace(suite.box.header, has_alpha=True)

    def write(plane: bytes) -> bytes:
        return container.write(container.Container(head, {"D": opaque, "A": plane}))

    for kind, axes in enumerate(((), (1,), (0,), (0, 1))):
        errors = RAMP
        for axis in axes:
            errors = np.diff(errors, axis=axis, prepend=np.uint8(0))
        suite.good(f"alpha-{kind}", write(bytes([kind]) + zlib.compress(np.ascontiguousarray(errors).tobytes(), 9)))
    from io import BytesIO

    out = BytesIO()
    Image.fromarray(RAMP).convert("RGB").save(out, "WEBP", lossless=True)
    suite.good("alpha-4", write(b"\4" + out.getvalue()))
    suite.good("alpha-bytes-left-over", write(encode_alpha(RAMP * 0) + b"left over"))
    suite.bad("alpha-kind-5", write(b"\5" + zlib.compress(RAMP.tobytes())), "format")
    suite.bad("alpha-too-short", write(b"\0" + zlib.compress(RAMP.tobytes()[:-1])), "format")
    suite.bad("alpha-missing", write(b"\0?")[: -len(section(b"A", b"\0?"))], "format")


def metadata(suite: Suite) -> None:
    blocks = Metadata(exif=b"MM\0*\0\0\0\x08" + bytes(200), icc=b"profile" * 30, xmp=b"<x:xmpmeta/>")
    picture = Picture(suite.photo, metadata=blocks)
    data = pipeline.encode(picture, EncodeOptions(quality=60)).data
    suite.good("metadata", data)
    start = len(suite.base) - len(section(b"D", suite.box.sections["D"], True))
    core = suite.base[:start] + section(b"D", suite.box.sections["D"])
    suite.good("metadata-bytes-left-over", core + section(b"x", b"\1" + zlib.compress(b"<x/>") + b"?", True))
    suite.good("metadata-damaged", core + section(b"x", b"\0<x/>", True)[:-1] + b"?")
    suite.good("metadata-cut-off", core + section(b"x", b"\0<x/>", True)[:-6])
    suite.good("metadata-unknown-kind", core + section(b"x", b"\7<x/>", True))


def damage(suite: Suite) -> None:
    base = suite.base
    for name, data in {
        "cut-in-signature": base[:5],
        "cut-in-header": base[:12],
        "cut-in-data": base[: len(base) // 2],
        "cut-at-the-end": base[:-1],
        "header-damaged": base[:10] + bytes([base[10] ^ 1]) + base[11:],
        "data-damaged": base[:60] + bytes([base[60] ^ 16]) + base[61:],
        "empty": b"",
        "seven-bits": bytes(byte & 127 for byte in base),
        "line-endings": base.replace(b"\r\n", b"\n"),
        "before-1.0": b"\x89SDC\x01" + base[7:],
        "another-format": b"\x89PNG\r\n\x1a\n" + base,
    }.items():
        suite.bad(name, data, "format")
    wrong = bytearray(suite.box.sections["D"])
    wrong[0] ^= 1
    suite.bad("symbols-damaged", container.write(replace(suite.box, sections={"D": bytes(wrong)})), "format")
    tiny = Header(own(1), 10_000, 10_000)
    suite.bad("much-from-little", container.write(container.Container(tiny, {"D": b""})), "format")
    small = Header(own(1), 1024, 1024)
    suite.bad("stream-too-short", container.write(container.Container(small, {"D": bytes(67)})), "format")
    tiles = (SUITE / "own-two-tiles-wide.sdc").read_bytes()
    box = container.read(tiles)
    changed = bytearray(box.sections["D"])
    changed[2] ^= 1
    suite.bad("index-damaged", container.write(replace(box, sections={"D": bytes(changed)})), "format")
    changed = bytearray(box.sections["D"])
    changed[-9] ^= 1
    suite.bad("second-stream-damaged", container.write(replace(box, sections={"D": bytes(changed)})), "format")


def foreign(suite: Suite) -> None:
    random = np.random.default_rng(9)
    for name, identity, channels, factor, shape, rate in (
        ("sd1", latents("sd1", ""), 4, 8, (8, 12), 90),
        ("sd1-high", latents("sd1", ""), 4, 8, (15, 6), 200),
        ("sd1-two-tiles", latents("sd1", ""), 4, 8, (3, 258), 20),
        ("sd3", latents("sd3", ""), 16, 8, (7, 9), 120),
        ("flux2", latents("flux2", ""), 32, 8, (5, 6), 255),
        ("no-space", latents("", "00112233445566ff"), 1, 1, (9, 13), 40),
        ("no-space-64", latents("", "00112233445566ff"), 255, 64, (1, 2), 0),
        ("sd3-transform", latents("sd3", "", TRANSFORM), 64, 16, (4, 5), 60),
        ("flux2-transform", latents("flux2", "", TRANSFORM), 128, 16, (3, 3), 140),
        ("sd1-learned", latents("sd1", "", LEARNED), 4, 8, (9, 7), 110),
        ("sd3-learned", latents("sd3", "", LEARNED), 4, 8, (6, 10), 150),
    ):
        steps = random.normal(0, 1, (*shape, channels)).cumsum(0).cumsum(1) / 4
        colours = np.clip(128 + 30 * steps[..., :1].repeat(3, 2), 0, 255)
        deviations = (128 + random.integers(-8, 8, channels)).astype(np.uint8)
        if identity.coder == TRANSFORM:
            deviations[:] = ONE
        steps, colours = steps.astype(np.float32), colours.astype(np.float32)
        data, _ = write_payload(steps, colours, deviations, factor, rate, coder=identity.coder)
        height, width = (max(1, n * factor - (factor > 1)) for n in shape)
        head = Header(identity, width, height, rate=rate)
        suite.good(name, container.write(container.Container(head, {"D": data})), drawn=False)
    head = Header(replace(latents("sd1", ""), coder=77), 96, 64)
    suite.bad("coder-unknown", container.write(container.Container(head, {"D": bytes(90)})), "newer")
    head = Header(latents("sd1", "", TRANSFORM), 96, 64)
    suite.bad("coder-without-transform", container.write(container.Container(head, {"D": bytes(90)})), "newer")
    head = Header(latents("", "00" * 8), 96, 64)
    suite.bad("no-channels", container.write(container.Container(head, {"D": bytes(90)})), "format")


def main() -> None:
    SUITE.mkdir(exist_ok=True)
    suite = Suite()
    for part in (own_sizes, headers, alphas, metadata, damage, foreign):
        part(suite)
    (SUITE / "suite.json").write_text(json.dumps(suite.entries, indent=1) + "\n")
    print(len(suite.entries), "files,", sum(f.stat().st_size for f in SUITE.iterdir()), "bytes")


if __name__ == "__main__":
    main()
