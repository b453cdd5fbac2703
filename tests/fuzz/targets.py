"""What strangers may hand to the program: each target's seeds, and what is done with an input.

`run` returns or raises one of `errors`; anything else, more than `seconds` or more than `MEMORY` is a fault.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sdviewer.codec.errors import SdcError

from .mend import mended

DATA = Path(__file__).parents[1] / "data"
CODEC = Path(__file__).parents[2] / "sdviewer" / "codec"
MEMORY = 3 << 30
"""Bytes of address space on top of what the process has when it begins."""


@dataclass(frozen=True, slots=True)
class Target:
    """files: whose lines count as reached."""

    seeds: Callable[[], list[bytes]]
    run: Callable[[bytes], object]
    errors: tuple[type[Exception], ...] = (SdcError,)
    seconds: float = 5.0
    files: tuple[Path, ...] = field(default=())


def _goldens() -> list[bytes]:
    return [path.read_bytes() for path in sorted((DATA / "golden").glob("*.sdc"))]


def _container(data: bytes) -> None:
    from sdviewer.codec.container import sections

    sections.read(data)


def _inspect(data: bytes) -> None:
    from sdviewer.codec import pipeline

    pipeline.inspect(data)


def _decode(data: bytes) -> None:
    """Everything that a viewer does with a `.sdc`."""
    from sdviewer.codec import pipeline

    pipeline.inspect(data)
    pipeline.thumbnail(data, 64)
    pipeline.decode(data, partial=True)


def _half_mended(run: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Half of the inputs with right checksums; which half, their own bytes say, so that a kept one does it again."""

    def mending(data: bytes) -> object:
        return run(mended(data) if zlib.crc32(data) & 1 else data)

    return mending


def _planes() -> list[bytes]:
    from sdviewer.codec.pictures.alpha import encode_alpha

    ramp = np.add.outer(np.arange(24), np.arange(40)).astype(np.uint8)
    noise = np.random.default_rng(1).integers(0, 256, (24, 40), np.uint8)
    return [encode_alpha(plane) for plane in (ramp, noise, np.where(ramp > 30, 255, 0).astype(np.uint8))]


def _alpha(data: bytes) -> None:
    from sdviewer.codec.pictures.alpha import decode_alpha

    decode_alpha(data, (24, 40))


def _photos() -> list[bytes]:
    """One small picture in each format, with what may stand beside pixels."""
    from PIL import Image, features

    ramp = np.add.outer(np.arange(20) * 9, np.arange(28) * 6).astype(np.uint8)
    image = Image.fromarray(np.dstack([ramp, ramp[::-1], ramp[:, ::-1]]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Maker"
    made = []
    for format in (
        "PNG",
        "JPEG",
        "WEBP",
        "GIF",
        "TIFF",
        "BMP",
        "PPM",
        "ICO",
        "TGA",
        "AVIF",
        "JPEG2000",
        "DDS",
        "PCX",
        "SGI",
    ):
        if format in ("AVIF", "WEBP") and not features.check(format.lower()):
            continue
        out = BytesIO()
        image.save(out, format, **({"exif": exif} if format in ("PNG", "JPEG", "WEBP", "TIFF") else {}))
        made.append(out.getvalue())
    return made


def _image(data: bytes) -> None:
    from sdviewer.codec.pictures.reader import picture_from_bytes

    picture_from_bytes(data, "the photo")


def _exifs() -> list[bytes]:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = 6, "Maker", "2022:09:20 10:00:00"
    exif.get_ifd(0x8769)[0xA002] = 640
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 10.0)
    whole = exif.tobytes().removeprefix(b"Exif\0\0")
    return [
        whole,
        struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x0112, 3, 1, 3, 0),
        struct.pack(">2sHIH", b"MM", 42, 8, 0),
    ]


def _exif(data: bytes) -> None:
    from sdviewer.codec.pictures.exif_entries import parsed, upright

    found = parsed(data)
    assert 1 <= found.orientation <= 8
    upright(data, 30, 20)


def _weights() -> list[bytes]:
    names = ("encoder.layers.0.weight", "decoder.layers.1.weight", "quant_conv.weight")
    header = {
        n: {"dtype": "F16", "shape": [2, 2, 1, 1], "data_offsets": [8 * i, 8 * i + 8]} for i, n in enumerate(names)
    }
    text = json.dumps(header).encode()
    return [len(text).to_bytes(8, "little") + text + bytes(24)]


def _model(data: bytes) -> None:
    from sdviewer.codec.diffusion.layouts.config import config_from_shapes
    from sdviewer.codec.diffusion.layouts.files import read_weights

    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        file.write(data)
        file.flush()
        config_from_shapes(read_weights(Path(file.name)).shapes, Path(file.name))


def _configs() -> list[bytes]:
    return [path.read_bytes() for path in sorted(DATA.glob("models/*/config.json"))]


def _config(data: bytes) -> None:
    from sdviewer.codec.diffusion.layouts.config import read_config

    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(data)
        file.flush()
        read_config(Path(file.name))


def _requests() -> list[bytes]:
    return [
        b'{"paths": ["/a.png", "/b \\u00e4.sdc"], "compare": true}',
        b'{"paths": []}',
        b'{"compare": false}',
        b"[1, 2]",
    ]


def _request(data: bytes) -> None:
    from sdviewer.gui.shell.single_instance import request_of

    request = request_of(data)
    assert all(isinstance(path, str) for path in request.paths)


def _answers() -> list[bytes]:
    files = [{"rfilename": "config.json"}, {"rfilename": "vae/diffusion_pytorch_model.safetensors"}]
    return [json.dumps({"sha": "c0" * 20, "siblings": files, "tags": ["license:mit"]}).encode()]


def _answer(data: bytes) -> None:
    """What the hub says of a model, as huggingface_hub hands it over."""
    from sdviewer.service import hub

    answer = json.loads(data)
    if not isinstance(answer, dict):
        return
    siblings = answer.get("siblings")
    files = [SimpleNamespace(rfilename=str(f.get("rfilename"))) for f in siblings or () if isinstance(f, dict)]
    info = SimpleNamespace(
        siblings=files, sha=str(answer.get("sha")), tags=[str(tag) for tag in answer.get("tags") or ()]
    )
    found = SimpleNamespace(size=answer.get("size"), etag=answer.get("etag"), location=str(answer.get("location")))
    fake: Any = SimpleNamespace(
        HfApi=lambda: SimpleNamespace(model_info=lambda *_, **__: info),
        hf_hub_url=lambda *_, **__: "https://hub/x",
        get_hf_file_metadata=lambda _: found,
        utils=SimpleNamespace(build_hf_headers=dict),
    )
    hub._ask(fake, "owner/name")


def _label(data: bytes) -> None:
    from sdviewer.codec.registry import read_label

    read_label(data)


def _in(*rooms: str) -> tuple[Path, ...]:
    return tuple(path for room in rooms for path in sorted((CODEC / room).glob("*.py")) if path.name != "__init__.py")


TARGETS: dict[str, Target] = {
    "container": Target(_goldens, _half_mended(_container), files=_in("container")),
    "inspect": Target(_goldens, _half_mended(_inspect)),
    "decode": Target(_goldens, _half_mended(_decode), seconds=20.0, files=_in("container")),
    "alpha": Target(_planes, _alpha),
    "image": Target(_photos, _image, seconds=10.0),
    "exif": Target(_exifs, _exif, files=(CODEC / "pictures" / "exif_entries.py",)),
    "model": Target(_weights, _model),
    "config": Target(_configs, _config),
    "request": Target(_requests, _request, (ValueError,)),
    "answer": Target(_answers, _answer, (SdcError, ValueError, TypeError, RecursionError)),
    "label": Target(lambda: [b'{"name": "owner/name", "size": 1000}', b'{"name": "\\u00e4"}'], _label),
}
