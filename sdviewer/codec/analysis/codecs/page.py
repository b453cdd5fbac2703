"""A page of evidence: the original and what each codec made of it, in one HTML file that opens without a network.

Pictures lie in it once, as PNG of the decoded pixels, so that what is looked at is what was measured. With them are the
figures, the crops in which most was lost, maps, and what anybody needs to make it again: settings, versions, hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import platform
from collections.abc import Sequence
from html import escape
from importlib import metadata
from string import Template

import numpy as np
from numpy.typing import NDArray

from ....paths import resource
from ... import registry
from ...container.signature import is_sdc
from ...decoding import inspect
from ...errors import SdcError
from ...measure.metrics import ssim_map
from ...own.manifest import identity_hash
from ...own.model import OwnModel
from ...pictures.images import seen
from ...pictures.writer import picture_to_bytes
from ...types import Picture, Pixels, Region
from .row import Row
from .table import DISTANCES

MOST = 2_500_000
"""Pixels that a page shows at most; of a larger picture it is the middle, or the region that was asked for."""
CROP, CROPS = 96, 4
"""Pixels a side of a crop, and how many places are shown."""
NAMES = {"sdc": "SDC", "natural": "SDC, natural", "jpeg": "JPEG", "webp": "WebP", "avif": "AVIF", "jxl": "JPEG XL"}
_HEAT = ((0, 0, 4), (60, 15, 110), (150, 40, 100), (220, 80, 50), (250, 160, 30), (252, 250, 165))
"""Colours of a map, from what is the same to what is lost: from dark to light, so that they also read in grey."""


def evidence_page(
    name: str, original: Picture, rows: Sequence[Row], shown: Region | None = None, source: bytes | None = None
) -> str:
    """HTML, in English. name: of the picture. shown: pixels that are looked at. source: the original's file."""
    part = _part(original, shown)
    first = _cut(seen(original), part)
    pictures = [first, *(_cut(seen(row.picture), part) for row in rows)]
    lost = [1 - ssim_map(first, picture) for picture in pictures[1:]]
    names = ["Original", *(NAMES.get(row.codec, row.codec) for row in rows)]
    images = [f".p{i} {{ background-image: url({_png(picture)}) }}" for i, picture in enumerate(pictures)]
    images += [f".m{i} {{ background-image: url({_map(one)}) }}" for i, one in enumerate(lost, start=1)]
    whole = part.width == original.width and part.height == original.height
    summary = f"{original.width} × {original.height} pixels"
    if not whole:
        summary += f"; shown are {part.width} × {part.height} from {part.left}, {part.top} on"
    return Template(resource("evidence/page.html").read_text("utf-8")).substitute(
        title=escape(name),
        summary=summary,
        images="\n".join(images),
        options="".join(f'<option value="{i}">{escape(one)}</option>' for i, one in enumerate(names)),
        table=_table(names[1:], rows, original),
        crops=_crops(names, lost, part),
        facts=_facts(original, rows, names[1:], source),
        names=json.dumps(names).replace("<", "\\u003c"),
        width=part.width,
        height=part.height,
        first=min(1, len(rows)),
    )


def _part(original: Picture, shown: Region | None) -> Region:
    """What is shown: all of a picture that isn't too large, else around the middle of what was asked for."""
    width, height = original.width, original.height
    if shown is None and width * height <= MOST:
        return Region(0, 0, width, height)
    left, top, across, down = shown or Region(0, 0, width, height)
    shrink = min(1.0, (MOST / max(1, across * down)) ** 0.5)
    small = max(1, min(width, int(across * shrink))), max(1, min(height, int(down * shrink)))
    x = min(max(0, left + (across - small[0]) // 2), width - small[0])
    y = min(max(0, top + (down - small[1]) // 2), height - small[1])
    return Region(x, y, *small)


def _cut(pixels: Pixels, part: Region) -> Pixels:
    return np.ascontiguousarray(pixels[part.top : part.top + part.height, part.left : part.left + part.width])


def _png(pixels: Pixels) -> str:
    return "data:image/png;base64," + base64.b64encode(picture_to_bytes(Picture(pixels), "PNG")).decode()


def _map(lost: NDArray[np.float32]) -> str:
    """As JPEG: a map is looked at, and noise would make it larger than the pictures."""
    return "data:image/jpeg;base64," + base64.b64encode(picture_to_bytes(Picture(_coloured(lost)), "JPEG")).decode()


def _coloured(lost: NDArray[np.float32]) -> Pixels:
    anchors = np.array(_HEAT, np.float64)
    at = np.linspace(0, 1, len(anchors))
    colours = np.stack([np.interp(np.linspace(0, 1, 256), at, anchors[:, c]) for c in range(3)], 1)
    table: Pixels = colours.round().astype(np.uint8)
    return table[np.clip(lost * 255, 0, 255).astype(np.uint8)]


def _table(names: Sequence[str], rows: Sequence[Row], original: Picture) -> str:
    metrics = [("psnr", "PSNR", 2), ("ms_ssim", "MS-SSIM", 4), ("ssimulacra2", "SSIMULACRA2", 1)]
    metrics += [
        (key, title, 4) for key, title in DISTANCES.items() if all(getattr(r.scores, key) is not None for r in rows)
    ]
    heads = ["Codec", "Bytes", "bpp", *(title for _, title, _ in metrics), "Write", "Read"]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads) + '<th class="words">Settings</th>'
    lines = []
    for name, row in zip(names, rows, strict=True):
        bpp = 8 * row.nbytes / (original.width * original.height)
        cells = [f"<td>{escape(name)}</td><td>{row.nbytes:,}</td><td>{bpp:.4f}</td>"]
        for key, _, digits in metrics:
            value, values = getattr(row.scores, key), [getattr(r.scores, key) for r in rows]
            best = len(rows) > 1 and value == (min(values) if key in DISTANCES else max(values))
            cells.append(f"<td{' class=best' if best else ''}>{value:.{digits}f}</td>")
        cells += [f"<td>{s:.2f} s</td>" if s else "<td>–</td>" for s in (row.seconds_encode, row.seconds_decode)]
        settings = row.settings if row.reached else f"{row.settings}; no smaller file is possible"
        lines.append(f'<tr>{"".join(cells)}<td class="words">{escape(settings)}</td></tr>')
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def _crops(names: Sequence[str], lost: Sequence[NDArray[np.float32]], part: Region) -> str:
    """For each place all pictures beside each other, the place in which most is lost first."""
    if not lost:
        return ""
    blocks = []
    for number, (left, top, side) in enumerate(_worst(np.max(lost, axis=0)), start=1):
        place = f"{part.left + left}, {part.top + top}, {side} × {side} pixels"
        figures = []
        for index, name in enumerate(names):
            style = (
                f"background-size: {100 * part.width / side:.4f}% {100 * part.height / side:.4f}%; "
                f"background-position: {_percent(left, part.width, side)} {_percent(top, part.height, side)}"
            )
            figures.append(
                f'<figure><div class="crop p{index}" style="{style}"></div>'
                f"<figcaption>{escape(name)}</figcaption></figure>"
            )
        blocks.append(f'<p class="dim">{number}. From {place}</p><div class="crops">{"".join(figures)}</div>')
    return "".join(blocks)


def _percent(at: int, whole: int, side: int) -> str:
    """Where a part begins, as style sheets count the position of a background."""
    return f"{100 * at / (whole - side):.4f}%" if whole > side else "0%"


def _worst(lost: NDArray[np.float32]) -> list[tuple[int, int, int]]:
    """Left, top and side of squares that don't overlap, by their mean loss."""
    side = min(CROP, *lost.shape)
    rows, columns = lost.shape[0] // side, lost.shape[1] // side
    means = lost[: rows * side, : columns * side].reshape(rows, side, columns, side).mean((1, 3))
    order = np.argsort(-means, axis=None, kind="stable")[:CROPS]
    return [(int(i % columns) * side, int(i // columns) * side, side) for i in order]


def _facts(original: Picture, rows: Sequence[Row], names: Sequence[str], source: bytes | None) -> str:
    facts = [("Pixels of the original, SHA-256", hashlib.sha256(original.pixels.tobytes()).hexdigest())]
    if source is not None:
        facts.append(("The original's file", f"{len(source):,} bytes, SHA-256 {hashlib.sha256(source).hexdigest()}"))
    for name, row in zip(names, rows, strict=True):
        if row.data:
            facts.append((f"{name}, file", f"{len(row.data):,} bytes, SHA-256 {hashlib.sha256(row.data).hexdigest()}"))
        if row.codec in ("sdc", "natural") or (row.data and is_sdc(row.data)):
            facts.append((f"{name}, model", _model(row.data)))
    facts.append(("sdviewer", _version("sdviewer")))
    facts += [(package, _version(package)) for package in ("numpy", "pillow", "onnxruntime")]
    facts.append(("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"))
    return "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts)


def _model(data: bytes) -> str:
    """Name, identity, and the hash of what decoding depends on."""
    try:
        info = inspect(data)
        model = registry.load(info.model_id)
    except SdcError as error:
        return str(error)
    text = f"{info.model_name or model.name}, {info.model_id}"
    return f"{text}, files' hash {identity_hash(model.folder)}" if isinstance(model, OwnModel) else text


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed as a package"
