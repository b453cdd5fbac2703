"""Bytes of the universal latent coder against zlib and JPEG XL: `python -m sdviewer.bench.latents --data DIR`.

DIR holds latents as .npy of shape (C, H, W). They are divided by a step and rounded; a step of 1 is the standard
deviation of the channel over `--statistics DIR`. zlib packs one byte a symbol, JPEG XL codes without loss at effort 9,
both in the arrangement that is best for the whole set (planes one after the other, mosaic, or channels as colours).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_jxl  # noqa: F401  (registers the format)
from numpy.typing import NDArray
from PIL import Image

from ..codec.latents.coder import decode_latents, encode_latents


def main(argv: list[str]) -> int:
    """Print one row per step; 1 where there is nothing to measure."""
    parser = argparse.ArgumentParser(
        prog="python -m sdviewer.bench.latents", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of .npy files to measure")
    parser.add_argument(
        "--statistics", type=Path, help="folder of .npy files that sigma is taken from; default: --data"
    )
    parser.add_argument("--steps", type=float, nargs="+", default=[0.25, 0.5, 1.0], help="in standard deviations")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    latents = read_folder(options.data)
    statistics = read_folder(options.statistics) if options.statistics else latents
    if not latents or not statistics:
        print("There are no .npy files in that folder.", file=sys.stderr)
        return 1
    sigma = np.concatenate([x.reshape(len(x), -1) for x in statistics], 1).std(1)[:, None, None]
    rows = [measure(latents, sigma * step) | {"step": step} for step in options.steps]
    if options.json:
        print(json.dumps(rows))
        return 0
    print(f"{len(latents)} files, mean bytes a file")
    print("step    own     JPEG XL         zlib -9         encode ms  decode ms  M symbols/s decoded")
    for r in rows:
        versus = [f"{r[name]:6.0f} ({100 * (r['own'] / r[name] - 1):+5.1f} %)" for name in ("jxl", "zlib")]
        times = f"{1e3 * r['seconds_encode']:9.1f}  {1e3 * r['seconds_decode']:9.1f}"
        rate = f"{r['symbols_per_second'] / 1e6:6.2f}"
        print(f"{r['step']:4.2f}  {r['own']:6.0f}  {versus[0]}  {versus[1]}  {times}  {rate}")
    return 0


def read_folder(folder: Path) -> list[NDArray[np.float64]]:
    """All latents of a folder, sorted by name."""
    return [np.load(path).astype(np.float64) for path in sorted(folder.glob("*.npy"))]


def measure(latents: list[NDArray[np.float64]], step: NDArray[np.float64]) -> dict[str, float]:
    """Mean bytes and seconds a file at a step, (C, 1, 1). Raises AssertionError where decoding isn't exact."""
    own, encode, decode, symbols = 0, 0.0, 0.0, 0
    rivals: dict[str, dict[str, int]] = {"jxl": {}, "zlib": {}}
    for x in latents:
        q = np.rint(x / step).astype(np.int32)
        times = [time.perf_counter()]
        data = encode_latents(q)
        times.append(time.perf_counter())
        decoded = decode_latents(data, q.shape)
        times.append(time.perf_counter())
        assert np.array_equal(decoded, q)
        own, symbols = own + len(data), symbols + q.size
        encode, decode = encode + times[1] - times[0], decode + times[2] - times[1]
        for name, plane in arrangements(q).items():
            for rival, size in (("jxl", jxl_size(plane)), ("zlib", len(zlib.compress(plane.tobytes(), 9)))):
                rivals[rival][name] = rivals[rival].get(name, 0) + size
    n = len(latents)
    return {
        "own": own / n,
        **{rival: min(sizes.values()) / n for rival, sizes in rivals.items()},
        "seconds_encode": encode / n,
        "seconds_decode": decode / n,
        "symbols_per_second": symbols / decode,
    }


def arrangements(q: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    """The symbols as pictures of 8 bits, or 16 where they don't fit."""
    low = int(q.min())
    u = (q - low).astype(np.uint8 if int(q.max()) - low < 256 else np.uint16)
    out: dict[str, NDArray[Any]] = {
        "below": u.reshape(-1, u.shape[2]),
        "beside": np.concatenate(list(u), 1),
    }
    if len(u) == 4:
        out["mosaic"] = np.block([[u[0], u[1]], [u[2], u[3]]])
        if u.dtype == np.uint8:
            out["colours"] = np.ascontiguousarray(u.transpose(1, 2, 0))
    return out


def jxl_size(plane: NDArray[np.unsignedinteger]) -> int:
    """Bytes of a picture as lossless JPEG XL, effort 9."""
    stream = io.BytesIO()
    Image.fromarray(plane).save(stream, "JXL", lossless=True, effort=9)
    return stream.tell()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
