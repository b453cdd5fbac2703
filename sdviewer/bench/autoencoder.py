"""Our decoding with AutoencoderKL against diffusers' own call: `python -m sdviewer.bench.autoencoder [--side 512]`.

The network has the shape of Stable Diffusion's autoencoder and random weights, which cost the same time and memory.
Each way runs in a process of its own, in turns, with the same latent. Processor time is what a busy machine can
tell; memory is the process's peak less what it had before the call. With --memory ours runs in windows; the last line
tells how far its picture is from the other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
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


def main(argv: list[str]) -> int:
    """Print one row for each way."""
    parser = argparse.ArgumentParser(
        prog="python -m sdviewer.bench.autoencoder", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--side", type=int, default=512, help="of the picture, in pixels")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each way")
    parser.add_argument("--channels", type=int, default=128, help="at full size; Stable Diffusion has 128")
    parser.add_argument("--memory", type=float, help="MB of activations that ours may take")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=("ours", "diffusers"))
    parser.add_argument("--run", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.run:
        print(json.dumps(_measure(options)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder), options.channels)
        ways = [options.only] if options.only else ["ours", "diffusers"]
        rows: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
        for _ in range(options.repeat):
            for way in ways:
                command = [sys.executable, "-m", "sdviewer.bench.autoencoder", *argv, "--run", f"{way} {folder}"]
                answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                rows[way].append(json.loads(answer.splitlines()[-1]))
        drawn = [np.load(Path(folder) / f"{way}.npy") for way in ways]
    print(f"decoding {options.side} x {options.side}, {options.channels} channels, {options.threads} thread(s)")
    print("             processor s   wall s   memory of the call, MB   peak of the process, MB")
    for way, found in rows.items():
        low = {key: min(row[key] for row in found) for key in found[0]}
        print(f"{way:10}  {low['cpu']:13.1f}  {low['wall']:7.1f}  {low['memory']:22.0f}  {low['peak']:23.0f}")
    if len(drawn) > 1:
        off = np.abs(drawn[0].astype(int) - drawn[1])
        print(f"pixels differ by {off.mean():.4f} on average and {off.max()} at most, of 255")
    return 0


def _make(folder: Path, channels: int) -> None:
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(0)
    widths = (channels, 2 * channels, 4 * channels, 4 * channels)
    network: Any = AutoencoderKL(**SHAPE, block_out_channels=widths, norm_num_groups=min(32, channels))
    network.save_pretrained(folder)


def _measure(options: argparse.Namespace) -> dict[str, float]:
    import torch

    from ..codec.diffusion.network import devices
    from ..codec.diffusion.network.autoencoder import Network
    from ..codec.types import StopToken

    way, place = options.run.split(" ", 1)
    folder = Path(place)
    torch.set_num_threads(options.threads)
    if options.memory:
        devices.CPU_MEMORY = int(1e6 * options.memory)
    latent = np.random.default_rng(0).normal(size=(options.side // 8, options.side // 8, 4)).astype(np.float32)
    if way == "ours":
        config = json.loads((folder / "config.json").read_text())
        network = Network(config, folder / "diffusion_pytorch_model.safetensors")

        def draw(latent: np.ndarray) -> Any:
            return network.decode(latent, StopToken(), lambda _: None)
    else:
        from diffusers import AutoencoderKL

        module = AutoencoderKL.from_pretrained(folder)

        def draw(latent: np.ndarray) -> Any:
            with torch.no_grad():
                z = torch.from_numpy(latent.transpose(2, 0, 1)[None])
                shown = (module.decode(z).sample[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1)
                return (255 * shown).round().byte().numpy()

    draw(latent[:8, :8])
    before = peak_megabytes() or 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    drawn = draw(latent)
    cpu, wall, peak = time.process_time() - cpu, time.perf_counter() - wall, peak_megabytes() or 0.0
    np.save(folder / f"{way}.npy", drawn)
    return {"cpu": cpu, "wall": wall, "memory": peak - before, "peak": peak}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
