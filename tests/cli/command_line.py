"""What tests of the command line share: the model and pictures that they take, and how they look at results."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

DATA = Path(__file__).parents[1] / "data"
PHOTO = DATA / "pictures" / "girl.png"
GOLDEN = DATA / "golden"
TINY = ("--model", "tiny")


def process(*argv: object, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sdviewer", *map(str, argv)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def load(path: Path) -> Image.Image:
    return Image.open(BytesIO(path.read_bytes()))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def pixels(path: Path) -> np.ndarray:
    return np.asarray(load(path).convert("RGB"))


def error_of(result: tuple[int, str, str]) -> tuple[int, str]:
    """Status and sentence of a command that failed: one line on stderr, nothing on stdout."""
    status, out, err = result
    assert out == ""
    assert len(err.splitlines()) == 1
    return status, err
