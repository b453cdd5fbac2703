"""Faces in photos that no training sees: where eyes are strict, and where invented texture does most harm.

(Model 8c8175e9 and those before it were trained on the ones from `train`, before these were kept out.)

`python -m sdviewer.bench --data DIR --faces` measures their squares only, of the whole photos' files. DIR is the folder
that holds `valid` and `train`.
"""

from __future__ import annotations

from pathlib import Path

Box = tuple[int, int, int, int]

FACES: dict[str, tuple[Box, ...]] = {
    "valid/cid22_159550.png": ((326, 50, 416, 150),),
    "valid/cid22_162520.png": ((322, 36, 386, 100),),
    "valid/cid22_5055743.png": (
        (115, 100, 230, 245),
        (365, 150, 500, 330),
    ),
    "valid/cid22_6292444.png": ((285, 140, 390, 250),),
    "valid/cid22_7062219.png": ((298, 196, 370, 278),),
    "valid/gb82_baby.png": (
        (76, 0, 400, 270),
        (78, 265, 350, 565),
    ),
    "valid/gb82_girl.png": ((310, 60, 505, 325),),
    "train/0057.jpg": (
        (288, 130, 354, 196),
        (365, 71, 437, 143),
    ),
    "train/0301.jpg": (
        (383, 268, 437, 322),
        (425, 277, 480, 335),
    ),
    "train/0309.jpg": (
        (357, 83, 455, 181),
        (469, 90, 557, 178),
        (60, 141, 174, 255),
        (195, 93, 306, 204),
    ),
    "train/0340.jpg": (
        (138, 87, 252, 201),
        (195, 176, 308, 289),
    ),
    "train/0413.jpg": ((321, 197, 383, 259),),
    "train/0442.jpg": (
        (168, 109, 243, 184),
        (348, 97, 435, 184),
    ),
    "train/0455.jpg": ((206, 103, 267, 164),),
    "train/0653.jpg": ((286, 94, 396, 204),),
    "train/0731.jpg": ((153, 166, 241, 254),),
    "train/0943.jpg": ((126, 194, 189, 257),),
    "train/0967.jpg": (
        (295, 302, 355, 362),
        (425, 284, 485, 344),
    ),
    "train/1075.jpg": ((414, 176, 526, 288),),
}
"""Photo in that folder: left, top, right and bottom of each face, in pixels."""

KEPT_OUT = {
    "0001.jpg": 73188,
    "0057.jpg": 169712,
    "0301.jpg": 175065,
    "0309.jpg": 126033,
    "0340.jpg": 101566,
    "0375.jpg": 140277,
    "0413.jpg": 139415,
    "0442.jpg": 132482,
    "0455.jpg": 130186,
    "0494.jpg": 84809,
    "0522.jpg": 132564,
    "0653.jpg": 160295,
    "0731.jpg": 100575,
    "0824.jpg": 91874,
    "0878.jpg": 152094,
    "0920.jpg": 116826,
    "0943.jpg": 222476,
    "0967.jpg": 138971,
    "1075.jpg": 111095,
}
"""Training pictures of the photos above, whole views and cuts, with their bytes: another folder may use these names."""


def is_kept_out(path: Path) -> bool:
    """Whether a picture belongs to a photo that the benchmark keeps for itself."""
    return KEPT_OUT.get(path.name) == path.stat().st_size
