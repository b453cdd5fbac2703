"""Our encoding and decoding against diffusers' own calls: `python -m sdviewer.bench autoencoder [--size 768x512]`.

Of `--weights DIR`, a folder of diffusers such as TAESD's, or else of a network in the shape of Stable Diffusion's
autoencoder with random weights, which cost the same time and memory. Each way runs in a process of its own, in turns,
with the same pixels and the same latent. Processor time is what a busy machine can tell; memory is the process's peak
less what it had before the call. With --memory ours runs in windows; the last line tells how far it is from the other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .worker import peak_megabytes

SHAPE: dict[str, Any] = {
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
}
WAYS, TASKS = ("ours", "diffusers"), ("encode", "decode")
_WEIGHTS = "diffusion_pytorch_model.safetensors"


def main(argv: list[str]) -> int:
    """Print one row for each task and way."""
    parser = argparse.ArgumentParser(
        prog="python -m sdviewer.bench autoencoder", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--size", default="512x512", help="of the picture, WIDTHxHEIGHT, multiples of 8")
    parser.add_argument("--weights", type=Path, help="folder of diffusers with an autoencoder of factor 8")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each; the least figures are shown")
    parser.add_argument("--channels", type=int, default=128, help="at full size; Stable Diffusion has 128")
    parser.add_argument("--memory", type=float, help="MB of activations that ours may take")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=WAYS)
    parser.add_argument("--json", action="store_true", help="every number, as JSON")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.run:
        print(json.dumps(_measure(options)))
        return 0
    ways = [options.only] if options.only else WAYS
    with tempfile.TemporaryDirectory() as scratch:
        _make(options, Path(scratch))
        rows = [_row(task, way, options, argv, scratch) for task in TASKS for way in ways]
        off = {task: _difference(Path(scratch), task) for task in TASKS} if len(ways) > 1 else {}
    if options.json:
        print(json.dumps({"rows": rows, "differences": off}, indent=1))
        return 0
    print(f"{options.weights or 'random AutoencoderKL'}, {options.size}, {options.threads} thread(s)")
    print("                    processor s   wall s   memory of the call, MB   peak of the process, MB")
    for row in rows:
        print(
            f"{row['task']} {row['way']:10}  {row['cpu']:13.2f}  {row['wall']:7.2f}  {row['memory']:22.0f}"
            f"  {row['peak']:23.0f}"
        )
    if off:
        print(
            f"latents differ by {off['encode']:.5f} of their deviation, pixels by {off['decode']:.4f} of 255, on mean"
        )
    return 0


def _row(task: str, way: str, options: argparse.Namespace, argv: list[str], scratch: str) -> dict[str, Any]:
    """The least of some runs; ways alternate too seldom to share a machine's bad minutes fairly, so repeat."""
    found = []
    for _ in range(options.repeat):
        command = [sys.executable, "-m", "sdviewer.bench", "autoencoder", *argv, "--run", f"{task} {way} {scratch}"]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found.append(json.loads(answer.splitlines()[-1]))
    return {"task": task, "way": way} | {key: min(row[key] for row in found) for key in found[0]}


def _difference(scratch: Path, task: str) -> float:
    """Mean of the results' difference: of pixels, or of latents in their standard deviation."""
    ours, theirs = (np.load(scratch / f"{task}-{way}.npy").astype(np.float64) for way in WAYS)
    return float(np.abs(ours - theirs).mean() / (theirs.std() if task == "encode" else 1))


def _make(options: argparse.Namespace, scratch: Path) -> None:
    """The network, if none is given, and what goes through it."""
    import torch
    from diffusers import AutoencoderKL

    if not options.weights:
        torch.manual_seed(0)
        widths = tuple(options.channels * factor for factor in (1, 2, 4, 4))
        groups = min(32, options.channels)
        network: Any = AutoencoderKL(**SHAPE, block_out_channels=widths, norm_num_groups=groups)
        network.save_pretrained(scratch)
    config = json.loads(((options.weights or scratch) / "config.json").read_text())
    width, height = map(int, options.size.split("x"))
    noise = np.random.default_rng(0)
    latent = noise.normal(size=(height // 8, width // 8, config["latent_channels"]))
    np.save(scratch / "decode.npy", latent.astype(np.float32))
    np.save(scratch / "encode.npy", noise.integers(0, 256, (height, width, 3), np.uint8))


def _measure(options: argparse.Namespace) -> dict[str, float]:
    import torch

    from ..codec.diffusion.network import devices

    task, way, place = options.run.split(" ", 2)
    folder = options.weights or Path(place)
    torch.set_num_threads(options.threads)
    devices.prefer("cpu")
    if options.memory:
        devices.CPU_MEMORY = int(1e6 * options.memory)
    given = np.load(Path(place) / f"{task}.npy")
    call = (_ours if way == "ours" else _theirs)(task, folder)
    call(np.ascontiguousarray(given[: 8 if task == "decode" else 64, : 8 if task == "decode" else 64]))
    before = peak_megabytes() or 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    result = call(given)
    cpu, wall, peak = time.process_time() - cpu, time.perf_counter() - wall, peak_megabytes() or 0.0
    np.save(Path(place) / f"{task}-{way}.npy", result)
    return {"cpu": cpu, "wall": wall, "memory": peak - before, "peak": peak}


def _ours(task: str, folder: Path) -> Callable[[np.ndarray], np.ndarray]:
    from ..codec.diffusion.network.autoencoder import Network
    from ..codec.types import StopToken

    network = Network(json.loads((folder / "config.json").read_text()), folder / _WEIGHTS)
    half: Any = network.encode if task == "encode" else network.decode
    return lambda given: half(given, StopToken(), lambda _: None)


def _theirs(task: str, folder: Path) -> Callable[[np.ndarray], np.ndarray]:
    """As its documentation has it, with the numbers that the CPU calculates best with."""
    import diffusers
    import torch

    kind = getattr(diffusers, json.loads((folder / "config.json").read_text())["_class_name"])
    module = kind.from_pretrained(folder, torch_dtype=torch.float32)

    def encode(pixels: np.ndarray) -> np.ndarray:
        x = torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
        found = module.encode(x)
        latent = found.latents if hasattr(found, "latents") else found.latent_dist.mode()
        return latent[0].permute(1, 2, 0).numpy()

    def decode(latent: np.ndarray) -> np.ndarray:
        z = torch.from_numpy(latent.transpose(2, 0, 1)[None])
        shown = (module.decode(z).sample[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1)
        return (255 * shown).round().byte().numpy()

    return torch.inference_mode()(encode if task == "encode" else decode)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
