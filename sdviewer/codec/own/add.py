"""Make a model's folder from a model of our own kind that isn't shipped: a folder, or a `.sdcmodel`, a zip of one.

Only known names are copied, of bounded size, and the model has to code a picture before it is used.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np

from ..errors import InputError, ModelError, SdcError, StorageError
from ..model import Report
from ..opening import read_small
from ..types import StopToken
from .manifest import FROZEN, identity_hash
from .model import OwnModel

SUFFIX = ".sdcmodel"
FAMILY = "own"
NEEDED = (*FROZEN, "analysis.onnx", "hyper_analysis.onnx")
OPTIONAL = ("natural.onnx", "natural.safetensors", "README.md")
MOST = 64 << 20
"""Bytes of one file; all that were ever made are smaller by far."""
_SIDE = 256


def is_own(path: Path) -> bool:
    """Whether a file or folder says that it is a model of our own."""
    if path.suffix.lower() == SUFFIX:
        return True
    try:
        return path.is_dir() and json.loads(read_small(path / "config.json", 1 << 20))["family"] == FAMILY
    except (InputError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def make_folder(path: Path, target: Path, source: str, stop: StopToken, report: Report) -> None:
    """Fill an empty folder. Raises InputError (no such file), ModelError (it can't be used), StorageError."""
    if not path.exists():
        raise InputError(f"{path} doesn't exist.")
    try:
        if path.is_dir():
            _copy(path, target)
        else:
            _unzip(path, target)
    except OSError as error:
        raise StorageError(f"{path} can't be copied to {target}: {error.strerror or error}.") from error
    report(0.5)
    try:
        model = OwnModel(target)
        if model.config["family"] != FAMILY:
            raise ModelError(f"{path} is no model of sdviewer's own kind.")
        _try(model, stop)
    except SdcError:
        raise
    except Exception as error:  # ONNX Runtime raises nearly anything on a damaged graph
        raise ModelError(f"The model in {path} doesn't work ({error}). Get another copy.") from error
    _note_source(target, source)
    report(1.0)


def _try(model: OwnModel, stop: StopToken) -> None:
    rows, columns = np.mgrid[:_SIDE, :_SIDE]
    pixels = np.stack([rows, columns, (rows ^ columns)], 2).astype(np.uint8)
    latent = model.analyse(pixels, stop, _quiet)
    data, written = model.payload(latent, 128, stop)
    read = model.read_payload(data, _SIDE, _SIDE, 128, stop)
    if (read.values != written.values).any():
        raise ModelError("The model doesn't read what it writes. Get another copy.")
    model.synthesise(read, _SIDE, _SIDE, stop, _quiet)


def _note_source(target: Path, source: str) -> None:
    """Beside the model, since its configuration is part of what names it; and its hash, to tell later changes."""
    (target / "source.json").write_text(json.dumps({"source": source, "hash": identity_hash(target)}), "utf-8")


def _copy(folder: Path, target: Path) -> None:
    for name in (*NEEDED, *OPTIONAL):
        file = folder / name
        if not file.is_file():
            _missing(folder, name)
        elif file.stat().st_size > MOST:
            raise ModelError(f"{file} is too large for a model of sdviewer's own kind.")
        else:
            shutil.copyfile(file, target / name)


def _unzip(path: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {Path(info.filename).name: info for info in archive.infolist() if not info.is_dir()}
            for name in (*NEEDED, *OPTIONAL):
                info = entries.get(name)
                if info is None:
                    _missing(path, name)
                    continue
                if info.file_size > MOST:
                    raise ModelError(f"{path} is too large for a model of sdviewer's own kind.")
                with archive.open(info) as packed, (target / name).open("xb") as out:
                    out.write(packed.read(MOST))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise ModelError(f"{path} is damaged, or no {SUFFIX} ({error}). Get another copy.") from error


def _missing(path: Path, name: str) -> None:
    if name in NEEDED:
        raise ModelError(f"{path} has no {name}, which a model of sdviewer's own kind needs. Get a whole copy.")


def _quiet(_: float) -> None:
    pass
