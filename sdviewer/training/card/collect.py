"""Results as files of a limited size, and back.

`python -m sdviewer.training.card.collect PARTS FOLDER` joins what `cut` left in PARTS.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

LARGEST = 15 << 20
"""Bytes of a part."""
CONTENTS = "parts.json"


def cut(folder: Path, parts: Path, largest: int = LARGEST) -> None:
    """Every file in `folder` as one or more files in `parts`, and a list of them with their SHA-256."""
    parts.mkdir(parents=True, exist_ok=True)
    contents = {}
    for file in sorted(f for f in folder.rglob("*") if f.is_file()):
        data, name = file.read_bytes(), file.relative_to(folder).as_posix()
        pieces = [data[start : start + largest] for start in range(0, len(data), largest)] or [b""]
        names = [f"{name.replace('/', '+')}.{number:03}" for number in range(len(pieces))]
        for piece_name, piece in zip(names, pieces, strict=True):
            (parts / piece_name).write_bytes(piece)
        contents[name] = {"sha256": hashlib.sha256(data).hexdigest(), "parts": names}
    (parts / CONTENTS).write_text(json.dumps(contents, indent=1))


def join(parts: Path, folder: Path) -> None:
    """The files that `cut` was given. SystemExit where a part is missing or another than it was."""
    for name, entry in json.loads((parts / CONTENTS).read_text()).items():
        missing = [part for part in entry["parts"] if not (parts / part).is_file()]
        if missing:
            raise SystemExit(f"{missing[0]} is missing in {parts}; fetch it again.")
        data = b"".join((parts / part).read_bytes() for part in entry["parts"])
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise SystemExit(f"{name} isn't what was cut up; fetch its parts in {parts} again.")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.card.collect", description=__doc__)
    parser.add_argument("parts", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    join(options.parts, options.folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
