"""Checkpoint -> the coder that ships: `python -m sdviewer.training.latent_coder.export CHECKPOINT FOLDER`.

`analysis.onnx` and `synthesis.onnx`, each with its weights as float16 beside it: those of the synthesis are what files
depend on, those of the analysis may get better.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto
from safetensors.numpy import save_file

from ..own.onnx_graph import Graph, Tensors
from .network import FACTOR, HALF, Analysis, Coder, CoderConfig, Synthesis


def analysis_graph(net: Analysis, tensors: Tensors) -> Graph:
    """float32 (1, C + 1, h, w), uint8 (1, 3, 8 h, 8 w) -> what is added, in units, (1, C, h, w)."""
    g = Graph(tensors, "analysis")
    x = g.add("Cast", "pixels", to=TensorProto.FLOAT)
    x = g.add("Sub", g.add("Mul", x, g.constant(np.float32(1 / 255))), g.constant(np.float32(0.5)))
    weight = g.weight("see.weight", net.see.weight.reshape(-1, 3, FACTOR, FACTOR))
    seen = g.add("Conv", x, weight, g.weight("see.bias", net.see.bias), strides=[FACTOR, FACTOR])
    h = g.blocks(g.add("Add", g.conv("latent", "enter", net.enter), seen), "body", net.body)
    g.add("Mul", g.conv(h, "leave", net.leave), g.constant(np.float32(HALF)))
    return g


def synthesis_graph(net: Synthesis, tensors: Tensors) -> Graph:
    """float32 (1, C + 1, h, w) -> what is added, in steps, (1, C, h, w)."""
    g = Graph(tensors, "synthesis")
    g.conv(g.blocks(g.conv("latent", "enter", net.enter), "body", net.body), "leave", net.leave)
    return g


@torch.no_grad()
def export(coder: Coder, folder: Path) -> None:
    """Write the coder's files."""
    folder.mkdir(parents=True, exist_ok=True)
    latent = {"latent": (TensorProto.FLOAT, [1, coder.config.channels + 1, "h", "w"])}
    pixels = {"pixels": (TensorProto.UINT8, [1, 3, "H", "W"])}
    for graph, inputs in (
        (analysis_graph(coder.analysis, {}), latent | pixels),
        (synthesis_graph(coder.synthesis, {}), latent),
    ):
        weights = folder / f"{graph.prefix}.safetensors"
        save_file(graph.tensors, weights)
        weights.chmod(0o644)  # safetensors makes it private
        graph.write(folder / f"{graph.prefix}.onnx", (weights,), inputs, TensorProto.FLOAT)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_coder.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    coder = Coder(CoderConfig.from_json(saved["config"]))
    coder.load_state_dict(saved["coder"])
    export(coder, options.folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
