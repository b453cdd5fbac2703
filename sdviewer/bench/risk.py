"""How many of the faces and texts that a person sees are found, and how many outlines are around neither.

    python -m sdviewer.bench risk --labels tests/data/risk/labels.json --data ../shared/data

Labels: for each photo boxes (left, top, width, height) of 'faces' and 'text', and of what 'maybe' is one, which counts
neither way. A label is found where outlines of its kind cover half of it; an outline is false where less than a fifth
of it lies in labels of its kind or in a 'maybe'.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..codec.pictures.reader import read_picture
from ..codec.risk.find import find
from ..codec.types import RISK_KINDS, RiskKind

COVERED, BESIDE = 0.5, 0.2

Box = tuple[int, int, int, int]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.bench risk")
    parser.add_argument("--labels", type=Path, default=Path("tests/data/risk/labels.json"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args(argv)
    labels = json.loads(options.labels.read_text())
    for kind in RISK_KINDS:
        print(measured(kind, labels, options.data))
    return 0


def measured(kind: RiskKind, labels: dict[str, dict[str, list[Box]]], data: Path) -> str:
    """Recall and false alarms of a detector, as a line, after one for each photo in which it errs."""
    found = there = false = 0
    seconds = 0.0
    for name, seen in labels.items():
        picture = read_picture(data / name)
        started = time.process_time()
        outlines: list[Box] = [risk.region for risk in find(picture, [kind])]
        seconds += time.process_time() - started
        missed, beside = wrong(kind, seen, outlines, picture.pixels.shape[:2])
        mine = seen.get(kind, [])
        there, found, false = there + len(mine), found + len(mine) - len(missed), false + len(beside)
        if missed or beside:
            print(f"{name}: missed {missed}, false {beside}")
    recall = f"{found} of {there} ({found / max(there, 1):.3f})"
    return f"{kind}: {recall} found, {false / len(labels):.2f} false a photo; {seconds / len(labels):.2f} s a photo"


def wrong(
    kind: RiskKind, seen: dict[str, list[Box]], outlines: list[Box], shape: tuple[int, int]
) -> tuple[list[Box], list[Box]]:
    """Labels of a photo that are missed, and outlines that are false. shape: its height and width."""
    mine, maybe = seen.get(kind, []), seen.get("maybe", [])
    missed = [box for box in mine if _share(box, _mask(outlines, shape)) < COVERED]
    return missed, [box for box in outlines if _share(box, _mask([*mine, *maybe], shape)) < BESIDE]


def _mask(boxes: list[Box], shape: tuple[int, int]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, bool)
    for left, top, width, height in boxes:
        mask[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)] = True
    return mask


def _share(box: Box, mask: NDArray[np.bool_]) -> float:
    """Of a box, what lies in a mask."""
    left, top, width, height = box
    part = mask[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    return float(part.mean()) if part.size else 1.0
