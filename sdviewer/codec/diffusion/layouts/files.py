"""Where the weights of an autoencoder lie in a `.safetensors` file, under diffusers' names, whatever theirs are.

A file may hold the autoencoder alone or a whole checkpoint, with diffusers' names (the present or the former ones) or
those of the latent diffusion models. Only the header is read here, and tensors are copied as bytes, so that no
network library is needed. The result of `write_weights` depends on the weights alone, so a model has one id from
whichever layout it came.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from ...errors import InputError, ModelError, StorageError
from ...opening import open_regular, read_small
from ...types import StopToken
from .names import diffusers_names, is_tiny_half, tiny_name

DTYPES = ("F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2")
"""Kinds of numbers that can be used."""

_PICKLES = (".ckpt", ".pt", ".pth", ".bin", ".pkl")
_MAX_INDEX = 1 << 24
_CHUNK = 8 << 20
_HALF_NAME = re.compile("encoder|decoder", re.IGNORECASE)
_COUNTER = ".num_batches_tracked"
"""End of the names of tensors that aren't weights: whole numbers, of no use here."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor in a file. dtype: as safetensors writes it ('F32', 'F16', 'BF16'); start, end: bytes in the file."""

    path: Path
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The tensors of an autoencoder in a file, by diffusers' names."""

    path: Path
    tensors: Mapping[str, Tensor]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    @property
    def nbytes(self) -> int:
        return sum(t.end - t.start for t in self.tensors.values())


def read_weights(path: Path) -> Weights:
    """The autoencoder in a file. Raises InputError (no such file), ModelError (pickle, damaged, something else)."""
    found = _read_parts(path) if path.name.endswith(".index.json") else _read_header(path)
    if is_tiny_half(found):
        found = _both_halves(path, found)
    names = diffusers_names(found)
    tensors = {new: _as_matrix(new, found[old]) for new, old in names.items()}
    if any(len(t.shape) == 5 and "decoder" in name for name, t in (tensors or found).items()):
        raise ModelError(f"{path} holds an autoencoder of videos; only those of pictures can be used.")
    if any(".stages." in name and ".op_list." in name for name in found):
        raise ModelError(
            f"{path} is a DC-AE with its authors' names, which don't tell how it is built. Take the folder that "
            "diffusers has of it; its name ends with '-diffusers'."
        )
    if not names:
        some = ", ".join(f"'{name}'" for name in sorted(found)[:3]) or "nothing"
        raise ModelError(f"{path} has no autoencoder of Stable Diffusion's kind in it; its tensors begin with {some}.")
    odd = sorted({t.dtype for name, t in tensors.items() if not name.endswith(_COUNTER)} - set(DTYPES))
    if odd:
        raise ModelError(f"{path} keeps its weights as {', '.join(odd)}; only {', '.join(DTYPES)} can be used.")
    return Weights(path, tensors)


def write_weights(weights: Weights, target: Path, stop: StopToken) -> str:
    """Copy into a new file that holds nothing else; returns its SHA-256. Raises StorageError, CancelledError."""
    header: dict[str, Any] = {}
    at = 0
    for name, tensor in sorted(weights.tensors.items()):
        length = tensor.end - tensor.start
        header[name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": [at, at + length]}
        at += length
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    digest = hashlib.sha256()
    try:
        with target.open("xb") as out:
            for piece in chain((len(text).to_bytes(8, "little"), text), _pieces(weights)):
                stop.check()
                out.write(piece)
                digest.update(piece)
    except OSError as error:
        raise StorageError(f"{weights.path} can't be copied to {target}: {error.strerror or error}.") from error
    return digest.hexdigest()


def read_tensors(weights: Weights) -> Iterator[tuple[str, bytearray]]:
    """The bytes of each tensor, one after the other. Raises StorageError, ModelError."""
    for name, tensor in weights.tensors.items():
        data = bytearray()
        try:
            for piece in _bytes_of(tensor):
                data += piece
        except OSError as error:
            raise StorageError(f"{tensor.path} can't be read: {error.strerror or error}.") from error
        yield name, data


def _pieces(weights: Weights) -> Iterator[bytes]:
    for _, tensor in sorted(weights.tensors.items()):
        yield from _bytes_of(tensor)


def _bytes_of(tensor: Tensor) -> Iterator[bytes]:
    with tensor.path.open("rb") as source:
        source.seek(tensor.start)
        left = tensor.end - tensor.start
        while left:
            piece = source.read(min(left, _CHUNK))
            if not piece:
                raise ModelError(f"{tensor.path} was cut off while it was read.")
            left -= len(piece)
            yield piece


def _both_halves(path: Path, found: dict[str, Tensor]) -> dict[str, Tensor]:
    """TAESD's own layout: the encoder and the decoder in files of their own, beside each other, capitals or not."""
    names = {half: _HALF_NAME.sub(half, path.name) for half in ("encoder", "decoder")}
    if names["encoder"] == names["decoder"]:
        raise ModelError(
            f"{path} holds one half of a TAESD autoencoder. Name the halves as they were published, "
            "'taesd_encoder.safetensors' and 'taesd_decoder.safetensors', and put them into one folder."
        )
    beside = {file.name.lower(): file for file in sorted(path.parent.iterdir())}
    halves = {half: beside.get(name.lower()) for half, name in names.items()}
    missing = [names[half] for half, file in halves.items() if file is None]
    if missing:
        raise ModelError(
            f"{path} holds one half of a TAESD autoencoder; the other one, {missing[0]}, has to be in the same folder."
        )
    return {
        tiny_name(half, name): tensor
        for half, file in halves.items()
        if file
        for name, tensor in (found if file.name == path.name else _read_header(file)).items()
    }


def _read_parts(index: Path) -> dict[str, Tensor]:
    """Weights that were cut into several files, which an index lists."""
    try:
        names = {str(name) for name in json.loads(read_small(index, _MAX_INDEX))["weight_map"].values()}
    except OSError as error:
        raise StorageError(f"{index} can't be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{index} is damaged ({error}). Get another copy.") from error
    return {
        name: tensor
        for file in sorted(names)
        for name, tensor in _read_header(index.with_name(Path(file).name)).items()
    }


def _read_header(path: Path) -> dict[str, Tensor]:
    try:
        with open_regular(path) as file:
            start = file.read(8)
            length = int.from_bytes(start, "little")
            text = file.read(length) if 2 <= length <= 100_000_000 else b""
    except FileNotFoundError as error:
        raise InputError(f"{path} doesn't exist.") from error
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror or error}.") from error
    if not text.startswith(b"{"):
        if path.suffix.lower() in _PICKLES or start.startswith((b"PK\x03\x04", b"\x80")):
            raise ModelError(
                f"{path} is a pickle. Opening one can run a program that is hidden in it, so it isn't opened. Take the "
                "model's .safetensors file instead, or have this one converted by a service or machine you trust."
            )
        raise ModelError(f"{path} is not a .safetensors file.")
    try:
        with safe_open(path, framework="numpy"):  # checks lengths and offsets against the file
            header = json.loads(text)
    except (SafetensorError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} is damaged or cut off ({error}). Get another copy.") from error
    header.pop("__metadata__", None)
    base = 8 + length
    return {
        name: Tensor(path, t["dtype"], tuple(t["shape"]), base + t["data_offsets"][0], base + t["data_offsets"][1])
        for name, t in header.items()
    }


def _as_matrix(name: str, tensor: Tensor) -> Tensor:
    """Attention's layers were convolutions of 1x1 once; the bytes are the same."""
    if ".attentions." in name and len(tensor.shape) == 4 and math.prod(tensor.shape[2:]) == 1:
        return replace(tensor, shape=tensor.shape[:2])
    return tensor
