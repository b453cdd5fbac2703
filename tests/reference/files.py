"""Safetensors files and tables, without the package."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import numpy as np

from .range_coder import Counts, counts_of

RESOURCES = Path(__file__).parents[2] / "resources"
_TYPES = {"U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4", "F16": "<f2", "F32": "<f4"}


@cache
def tensors(path: Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    out = {}
    for name, about in header.items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in about["data_offsets"])
            out[name] = np.frombuffer(data[start:end], _TYPES[about["dtype"]]).reshape(about["shape"])
    return out


@cache
def gaussians() -> list[tuple[Counts, int]]:
    """The 64 tables, each with its first symbol."""
    path = RESOURCES / "tables" / "gaussian.safetensors"
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith("ef096fc61e9cd421")
    radii, halves = tensors(path)["radii"].tolist(), tensors(path)["halves"].tolist()
    found, at = [], 0
    for radius in radii:
        positive, escape = halves[at : at + radius + 1], halves[at + radius + 1]
        at += radius + 2
        found.append((counts_of([*positive[:0:-1], *positive, escape]), -radius))
    assert at == len(halves)
    return found
