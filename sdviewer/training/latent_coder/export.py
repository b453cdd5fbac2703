"""Checkpoint -> the coder that ships.

    python -m sdviewer.training.latent_coder.export CHECKPOINT CONFIG FOLDER

`analysis.onnx` and `synthesis.onnx`, each with its weights beside it: those of the synthesis are what files depend on,
those of the analysis may get better. `coder.json`: see `codec.diffusion.learned`.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnx import TensorProto
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from ..own.onnx_graph import Graph, Tensors
from .network import FACTOR, HALF, Analysis, Coder, CoderConfig, Synthesis
from .run import unit

STEPS = (0.3, 0.6, 1.2)
USE = {"below": int, "most": float, "coarsest": int, "every": int}


def analysis_graph(net: Analysis, units: Tensor, tensors: Tensors) -> Graph:
    """float32 (1, C + 1, h, w), uint8 (1, 3, 8 h, 8 w) -> what is added, in units, or what is rounded, (1, n, h, w)."""
    g = Graph(tensors, "analysis", True)
    x = g.add("Cast", "pixels", to=TensorProto.FLOAT)
    x = g.add("Sub", g.add("Mul", x, g.constant(np.float32(1 / 255))), g.constant(np.float32(0.5)))
    weight = g.weight("see.weight", net.see.weight.reshape(-1, 3, FACTOR, FACTOR))
    seen = g.add("Conv", x, weight, g.weight("see.bias", net.see.bias), strides=[FACTOR, FACTOR])
    enter = net.enter.weight
    if net.straight is not None:
        enter = enter / torch.cat([units, torch.ones(1)]).view(1, -1, 1, 1)
    h = g.blocks(g.add("Add", g.conv("latent", "enter", net.enter, enter), seen), "body", net.body)
    h = g.add("Mul", g.conv(h, "leave", net.leave), g.constant(np.float32(HALF)))
    if net.straight is not None:
        straight = net.straight.weight / units.view(1, -1, 1, 1)
        g.add("Add", h, g.conv("latent", "straight", net.straight, _but_the_step(straight)))
    return g


def synthesis_graph(net: Synthesis, units: Tensor, tensors: Tensors) -> Graph:
    """float32 (1, n + 1, h, w) -> what is added, in steps, or the latent, (1, C, h, w)."""
    g = Graph(tensors, "synthesis", True)
    h = g.blocks(g.conv("latent", "enter", net.enter), "body", net.body)
    if net.straight is None:
        g.conv(h, "leave", net.leave)
        return g
    leave, straight = (_times(conv, units) for conv in (net.leave, net.straight))
    h = g.conv(h, "leave", leave)
    g.add("Add", h, g.conv("latent", "straight", straight, _but_the_step(straight.weight)))
    return g


def _times(conv: nn.Conv2d, units: Tensor) -> nn.Conv2d:
    """One that gives so many times as much in each channel."""
    conv = copy.deepcopy(conv)
    conv.weight.mul_(units.view(-1, 1, 1, 1))
    assert conv.bias is not None
    conv.bias.mul_(units)
    return conv


def _but_the_step(weight: Tensor) -> Tensor:
    """For the latent with the plane of its step, which isn't looked at."""
    return F.pad(weight, (0, 0, 0, 0, 0, 1))


@torch.no_grad()
def export(
    coder: Coder, units: Tensor, steps: Sequence[float], folder: Path, use: Mapping[str, float] | None = None
) -> None:
    """Write the coder's files. units: of the space's channels, (C,), as in training; use: what `coder.json` says of
    another latent beside."""
    folder.mkdir(parents=True, exist_ok=True)
    c = coder.config
    pixels = {"pixels": (TensorProto.UINT8, [1, 3, "H", "W"])}
    for graph, channels, inputs in (
        (analysis_graph(coder.analysis, units, {}), c.channels, pixels),
        (synthesis_graph(coder.synthesis, units, {}), c.rounded, {}),
    ):
        weights = folder / f"{graph.prefix}.safetensors"
        save_file(graph.tensors, weights)
        weights.chmod(0o644)  # safetensors makes it private
        latent = {"latent": (TensorProto.FLOAT, [1, channels + 1, "h", "w"])}
        graph.write(folder / f"{graph.prefix}.onnx", (weights,), latent | inputs, TensorProto.FLOAT)
    config: dict[str, Any] = {"steps": list(steps)}
    if c.written:
        config |= {"written": c.written, **(use or {})}
    (folder / "coder.json").write_text(json.dumps(config) + "\n")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_coder.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("units", type=Path, help="config.json that the run took the units of steps from")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=float, nargs="+", default=STEPS, help="for which the analysis is made")
    for name, kind in USE.items():
        parser.add_argument(f"--{name}", type=kind, help="of another latent, see `codec.diffusion.learned`")
    options = parser.parse_args(argv)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    coder = Coder(CoderConfig.from_json(saved["config"]))
    coder.load_state_dict(saved["coder"])
    use = {name: value for name in USE if (value := getattr(options, name)) is not None}
    export(coder, torch.from_numpy(unit(options.units)), options.steps, options.folder, use)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
