"""What a training needs, in one folder: code, the model to start from, LPIPS's weights, and as many photos as fit.

`python -m sdviewer.training.card.pack --data DIR --model DIR --perceptual DIR --out DIR`. Where the card is,
run `python -m sdviewer.training.card.plan --out DIR` in that folder. Packages that are missing there can travel as
wheels (`--wheels`); `plan` finds them.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from PIL import Image

from ...bench.faces import is_kept_out
from ...paths import resource
from ..photos import SUFFIXES

PACKAGE = Path(__file__).parents[2]
LIMIT = 55.0
"""Mebibytes in all."""
PERCEPTUAL = ("lpips_alex.safetensors", "lpips_vgg.safetensors")


def detail(photo: Path) -> float:
    """Bytes a pixel of the file: what is rich in detail takes most."""
    with Image.open(photo) as image:
        return photo.stat().st_size / (image.width * image.height)


def size_of(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def pack(data: Path, model: Path, perceptual: Path, out: Path, limit: float, wheels: Path | None = None) -> int:
    """Fill the new folder `out`; returns the number of photos."""
    if out.exists() and any(out.iterdir()):
        raise SystemExit(f"{out} isn't empty; name a new folder.")
    ignore = shutil.ignore_patterns("__pycache__", "gui", "resources")
    shutil.copytree(PACKAGE, out / "sdviewer", ignore=ignore)
    shutil.copytree(resource("tables"), out / "resources" / "tables")
    shutil.copytree(model, out / "model")
    if wheels:
        shutil.copytree(wheels, out / "wheels")
    (out / "perceptual").mkdir()
    for name in PERCEPTUAL:
        shutil.copyfile(perceptual / name, out / "perceptual" / name)
    (out / "photos").mkdir()
    left, count = limit * (1 << 20) - size_of(out), 0
    photos = (f for f in data.iterdir() if f.suffix.lower() in SUFFIXES and not is_kept_out(f))
    for photo in sorted(photos, key=detail, reverse=True):
        left -= photo.stat().st_size
        if left < 0:
            break
        shutil.copyfile(photo, out / "photos" / photo.name)
        count += 1
    if not count:
        raise SystemExit(f"No photo fits: the rest takes {size_of(out) / (1 << 20):.0f} of {limit:.0f} MiB.")
    return count


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.card.pack", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of training photos")
    parser.add_argument("--model", type=Path, required=True, help="folder of the exported model")
    parser.add_argument("--perceptual", type=Path, required=True, help="folder of LPIPS's weights")
    parser.add_argument("--out", type=Path, required=True, help="a new folder")
    parser.add_argument("--limit", type=float, default=LIMIT, help="mebibytes in all")
    parser.add_argument("--wheels", type=Path, help="folder of wheels that the other machine lacks")
    o = parser.parse_args(argv)
    count = pack(o.data, o.model, o.perceptual, o.out, o.limit, o.wheels)
    print(f"{count} photos, {size_of(o.out) / (1 << 20):.1f} MiB in all, in {o.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
