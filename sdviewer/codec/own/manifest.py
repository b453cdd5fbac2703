"""What decoding with a model of our own depends on, as a list of SHA-256 sums that never changes.

A numbered model has its list beside it: `manifest.sha256`, in the form of `sha256sum`, with paths from `resources/`.
The hash of a model without a number is the SHA-256 of the list that it would have, without folders.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...paths import resource
from ..errors import ModelError

FROZEN = ("config.json", "model.safetensors", "synthesis.onnx")
"""Files of a model's folder that decoding depends on."""
TABLES = ("tables/gaussian.safetensors", "tables/latents.safetensors")
"""Files of `resources/` that it depends on, too."""
NAME = "manifest.sha256"


def identity_hash(folder: Path) -> str:
    """16 hex digits. Raises ModelError where a file is missing."""
    lines = [f"{_sum(folder / name)}  {name}\n" for name in FROZEN]
    lines += [f"{_sum(resource(TABLES[0]))}  {Path(TABLES[0]).name}\n"]
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def manifest(folder: str) -> str:
    """The list of a shipped model, by its folder within `resources/`."""
    names = (*(f"{folder}/{name}" for name in FROZEN), *TABLES)
    return "".join(f"{_sum(resource(name))}  {name}\n" for name in names)


def _sum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model in {path.parent} can't be read: {error}. Install sdviewer again.") from error
