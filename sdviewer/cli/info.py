"""What a .sdc says about itself, without decoding it. A damaged one is described as far as it goes, exit status 3."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..codec.errors import FormatError, ModelError
from ..codec.types import Look, SdcInfo
from ..service.files import read_sdc
from .terminal import naming, print_json, table

_LOOKS = {"faithful": "faithful", "natural": "natural (generative: invents detail)"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.sdc", type=Path)
    parser.add_argument("--json", action="store_true", help="print an object")


def run(options: argparse.Namespace) -> int:
    from ..codec import pipeline, registry

    with naming(options.file):
        data = read_sdc(options.file)
        info = pipeline.inspect(data)
    here = any(model.identity.text == info.model_id for model in registry.available())
    looks: tuple[Look, ...] = ()
    with suppress(ModelError, FormatError):  # it isn't here, or is damaged: that is for those who draw
        looks = pipeline.looks(data)
    if options.json:
        print_json(_as_json(options.file, info, here, looks))
    else:
        print(_as_text(options.file, info, here, looks))
    if info.problem:
        with naming(options.file):
            raise FormatError(info.problem)
    return 0


def _as_json(path: Path, info: SdcInfo, here: bool, looks: tuple[Look, ...]) -> dict[str, Any]:
    return {
        "input": str(path),
        "bytes": info.nbytes,
        "version": info.version,
        "width": info.width,
        "height": info.height,
        "bpp": info.bpp,
        "orientation": info.orientation,
        "model": info.model_name,
        "model_id": info.model_id,
        "model_available": here,
        "looks": looks,
        "strength": info.strength,
        "quality": info.quality,
        "alpha": info.has_alpha,
        "space": info.space,
        "sections": [
            {"name": s.name, "bytes": s.nbytes, "critical": s.critical, "intact": s.intact} for s in info.sections
        ],
        "metadata": _metadata(info),
        "intact": not info.problem,
        "problem": info.problem,
    }


def _as_text(path: Path, info: SdcInfo, here: bool, looks: tuple[Look, ...]) -> str:
    from ..codec.pictures.colour import spaces

    turned = f", turned upright (EXIF orientation was {info.orientation})" if info.orientation != 1 else ""
    model = f"{info.model_name or 'unknown'} ({info.model_id}), quality {info.quality:.1f}"
    parts = ("with alpha" if info.has_alpha else "", "" if info.space == "srgb" else spaces.SPACES[info.space].name)
    rows = [
        ["picture", ", ".join((f"{info.width} x {info.height} pixels", *filter(None, parts))) + turned],
        ["file", f"{info.nbytes:,} bytes, {info.bpp:.4f} bits per pixel, version {info.version}"],
        ["model", model if here else f"{model}, not on this machine"],
        *([["drawn", ", ".join(_LOOKS[look] for look in looks)]] if looks else []),
        *([["texture", f"best at strength {info.strength:g} of natural"]] if info.strength is not None else []),
        ["sections", ""],
        *(
            [f"  {s.name}", f"{s.nbytes:,} bytes{'' if s.critical else ', optional'}{'' if s.intact else ', DAMAGED'}"]
            for s in info.sections
        ),
        ["metadata", ", ".join(f"{k.upper()} {n:,} bytes" for k, n in _metadata(info).items() if n) or "none"],
        ["checksums", info.problem or "all sections match"],
    ]
    return f"{path}\n{table(rows)}"


def _metadata(info: SdcInfo) -> dict[str, int]:
    """Bytes of each block, unpacked."""
    blocks = info.metadata
    return {
        name: len(block or b"") for name, block in (("exif", blocks.exif), ("icc", blocks.icc), ("xmp", blocks.xmp))
    }
