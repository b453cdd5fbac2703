"""Checkpoint -> the model that ships: `python -m sdviewer.training.latent_space.export CHECKPOINT SPACE FOLDER`.

`model.safetensors` has both halves' weights as float16, `encoder.onnx` and `decoder.onnx` point into it, `config.json`
says what `codec.diffusion.model` needs, the units of the steps as the larger autoencoder has them among it.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto
from safetensors.numpy import save_file
from torch import nn

from ...codec.diffusion.small import CLASS, FACTOR
from ..own.onnx_graph import Graph, Tensors, merged_inputs
from .network import Small, SmallConfig, SmallDecoder, SmallEncoder


def encoder_graph(net: SmallEncoder, tensors: Tensors) -> Graph:
    """uint8 (1, 48, H/4, W/4), ordered 3 x 4 x 4 -> latent float32 (1, C, H/8, W/8)."""
    g = Graph(tensors, "encoder")
    x = g.add("Cast", "pixels", to=TensorProto.FLOAT)
    x = g.add("Sub", g.add("Mul", x, g.constant(np.float32(1 / 255))), g.constant(np.float32(0.5)))
    h = g.blocks(g.conv(x, "enter", net.enter, 2 * net.enter.weight), "quarter", net.quarter)
    h = g.blocks(g.conv(g.merge(h), "down", net.down, merged_inputs(net.down.weight)), "eighth", net.eighth)
    # 3 x 8 x 8 = 3 x (2 x 4) x (2 x 4), which SpaceToDepth gives as 2 x 2 x 3 x 4 x 4.
    weight = net.linear.weight.unflatten(1, (3, 2, 4, 2, 4)).permute(0, 2, 4, 1, 3, 5, 6, 7).flatten(1, 5)
    g.add("Add", g.conv(h, "leave", net.leave), g.conv(g.merge(x), "linear", net.linear, weight))
    return g


def decoder_graph(net: SmallDecoder, tensors: Tensors) -> Graph:
    """latent float32 (1, C, h, w) -> uint8 (1, 3, 8 h, 8 w)."""
    g = Graph(tensors, "decoder")
    h = g.blocks(g.conv("latent", "enter", net.enter), "eighth", net.eighth)
    quarter = net.leave.in_channels
    h = g.blocked(g.split(g.conv(h, "up", net.up), quarter), quarter)
    h = g.conv(g.blocks(h, "quarter", net.quarter), "leave", net.leave)
    h = g.add("Add", h, g.split(g.conv("latent", "linear", _split_outputs(net.linear)), 48))
    h = g.add("Add", g.add("Mul", h, g.constant(np.float32(255))), g.constant(np.float32(128)))
    h = g.add("Clip", h, g.constant(np.float32(0)), g.constant(np.float32(255)))
    g.split(g.add("Cast", h, to=TensorProto.UINT8), 3, 4)
    return g


@torch.no_grad()
def export(small: Small, space: str, deviations: list[float], folder: Path) -> None:
    """Write the model's files."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: Tensors = {}
    graphs = {"encoder": encoder_graph(small.encoder, tensors), "decoder": decoder_graph(small.decoder, tensors)}
    weights = folder / "model.safetensors"
    save_file(tensors, weights)
    weights.chmod(0o644)  # safetensors makes it private
    pixels = {"pixels": (TensorProto.UINT8, [1, 48, "h", "w"])}
    latent = {"latent": (TensorProto.FLOAT, [1, small.config.channels, "h", "w"])}
    graphs["encoder"].write(folder / "encoder.onnx", (weights,), pixels, TensorProto.FLOAT)
    graphs["decoder"].write(folder / "decoder.onnx", (weights,), latent, TensorProto.UINT8)
    config = {
        "family": "diffusion",
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "factor": FACTOR,
        "deviations": deviations,
        "space": space,
        "autoencoder": {"_class_name": CLASS, **small.config.to_json()},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def _split_outputs(linear: nn.Conv2d) -> nn.Conv2d:
    """Its outputs, 3 x 8 x 8 = 3 x (2 x 4) x (2 x 4), reordered so that the 2 x 2 come last."""
    made = copy.deepcopy(linear)
    made.weight.copy_(linear.weight.unflatten(0, (3, 2, 4, 2, 4)).permute(0, 2, 4, 1, 3, 5, 6, 7).flatten(0, 4))
    assert made.bias is not None and linear.bias is not None
    made.bias.copy_(linear.bias.unflatten(0, (3, 2, 4, 2, 4)).permute(0, 2, 4, 1, 3).flatten())
    return made


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.latent_space.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("space", help="as files name it: sd1, sdxl ...")
    parser.add_argument("units", type=Path, help="config.json of the larger autoencoder, as `models add` made it")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    small = Small(SmallConfig.from_json(saved["config"]))
    small.load_state_dict(saved["average"])
    noted = json.loads(options.units.read_text("utf-8"))
    deviations = [round(value * noted.get("scale", 1), 6) for value in noted["deviations"]]
    export(small, options.space, deviations, options.folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
