"""Checkpoint -> the files that ship: `model.safetensors`, `config.json` and the graphs for ONNX Runtime.

The transforms' weights are stored once, as float16, in the safetensors file; the graphs (a few kB) point into it. The
prior's weights are stored as the integers that `codec.prior.integer_prior` calculates with.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnx import TensorProto
from safetensors.numpy import save_file

from ...codec.own import model as codec
from ...codec.own.manifest import identity_hash
from ...codec.prior.integer_layers import FRACTION
from ..natural.network import LOST_UNIT, NOISE, SHARED, Natural, load
from ..photos import read_photos
from .network import Config, OwnModel, Synthesis
from .onnx_graph import Graph, Tensors, merged_inputs
from .restore import TAPS, restore
from .sketch import fit_sketch
from .tables import fit

WEIGHT_LIMIT = 32767
PHOTOS = 150
"""On so many of the photos, or up to twice as many, symbols are counted."""


def integer_layer(name: str, weight: torch.Tensor, bias: torch.Tensor | None, shift: int | None = None) -> Tensors:
    """Weights with as many fractional bits (at most 12) as int16 holds, the bias with 8 more."""
    if shift is None:
        shift = shift_of(weight)
    out = {f"{name}.weight": torch.round(weight.double() * 2**shift).to(torch.int16).contiguous().numpy()}
    if bias is not None:
        out[f"{name}.bias"] = torch.round(bias.double() * 2 ** (shift + FRACTION)).to(torch.int32).numpy()
        out[f"{name}.shift"] = np.array([shift], np.int32)
    return out


def shift_of(*weights: torch.Tensor) -> int:
    largest = max(float(w.abs().max()) for w in weights)
    return min(12, math.floor(math.log2(WEIGHT_LIMIT / max(largest, 1e-6))))


def prior_tensors(model: OwnModel) -> Tensors:
    """The prior as integers, arranged for arrays (height, width, channels)."""
    out: Tensors = {"prior.hyper_index": torch.round(model.hyper_scale).to(torch.int32).numpy()}
    synthesis = model.hyper_synthesis
    for step in ("1", "2"):
        up, spatial = getattr(synthesis, f"up{step}"), getattr(synthesis, f"spatial{step}")
        out |= integer_layer(f"prior.up{step}", up.weight[:, :, 0, 0].T, up.bias)
        out |= integer_layer(f"prior.spatial{step}", spatial.weight[:, 0].permute(1, 2, 0), spatial.bias)
    for number, group in enumerate(model.groups):
        name = f"prior.groups.{number}"
        parts = (group.from_features, group.from_before, group.from_anchors, group.from_corners)
        shift = shift_of(*[p.weight for p in parts if p is not None])  # they are summed, so they share their scale
        out[f"{name}.shift"] = np.array([shift], np.int32)
        out |= integer_layer(
            f"{name}.from_features", group.from_features.weight[:, :, 0, 0].T, group.from_features.bias, shift
        )
        if group.from_before is not None:
            weight = group.from_before.weight.permute(1, 2, 3, 0).flatten(1)
            out |= integer_layer(f"{name}.from_before", weight, None, shift)
        for near in TAPS:
            conv = getattr(group, near)
            if conv is not None:
                taps = torch.cat([conv.weight[:, :, i, j].T for i, j in TAPS[near]])
                out |= integer_layer(f"{name}.{near}", taps, None, shift)
        out[f"{name}.rate"] = torch.round(group.rate.double() * 2 ** (shift + FRACTION)).to(torch.int32).numpy()
        for number_of_pass, (hidden, leave) in enumerate(zip(group.hidden, group.leave, strict=True)):
            out |= integer_layer(f"{name}.{number_of_pass}.hidden", hidden.weight[:, :, 0, 0].T, hidden.bias)
            out |= integer_layer(f"{name}.{number_of_pass}.leave", leave.weight[:, :, 0, 0].T, leave.bias)
    return out


def analysis_graph(model: OwnModel, tensors: Tensors) -> Graph:
    """uint8 (1, 192, H/8, W/8), ordered 3 x 8 x 8 -> latent float32 (1, M, H/16, W/16), without gain."""
    net, g = model.analysis, Graph(tensors, "analysis")
    x = g.add("Cast", "pixels", to=TensorProto.FLOAT)
    x = g.add("Sub", g.add("Mul", x, g.constant(np.float32(1 / 255))), g.constant(np.float32(0.5)))
    h = g.conv(x, "enter", net.enter, 2 * net.enter.weight)
    h = g.blocks(h, "eighth", net.eighth)
    h = g.conv(g.merge(h), "down", net.down, merged_inputs(net.down.weight))
    h = g.blocks(h, "sixteenth", net.sixteenth)
    h = g.clip(g.conv(h, "leave", net.leave), 1.0)
    # 3 x 16 x 16 = 3 x (2 x 8) x (2 x 8), which SpaceToDepth gives as 2 x 2 x 3 x 8 x 8.
    weight = net.linear.weight.reshape(-1, 3, 2, 8, 2, 8).permute(0, 2, 4, 1, 3, 5).reshape(-1, 768, 1, 1)
    g.add("Add", h, g.conv(g.merge(x), "linear", net.linear, weight))
    return g


def synthesis_graph(model: OwnModel, tensors: Tensors) -> Graph:
    """latent float32 (1, M, h, w), after the inverse gain, and four tables -> uint8 (1, 3, 16 h, 16 w)."""
    g, net = Graph(tensors, "synthesis"), model.synthesis
    h = _coarse_half(model, g)
    return _fine_half(model, g, g.blocks(h, "eighth", net.eighth[SHARED:], SHARED), net)


def natural_graph(model: OwnModel, natural: Natural, tensors: Tensors) -> Graph:
    """As the synthesis graph, with two more inputs: noise float32 (1, NOISE, 2h, 2w) and lost (1, M, h, w)."""
    g = Graph(tensors, "synthesis")
    h = _coarse_half(model, g)
    g.prefix = "natural"
    unit = LOST_UNIT * model.synthesis.norm
    gate = g.split(g.conv("lost", "gate", natural.gate, natural.gate.weight * unit), NOISE)
    noise = g.add("Mul", "noise", g.add("Relu", g.conv(gate, "even", natural.even)))
    hint = g.split(g.conv("lost", "hint", natural.hint, natural.hint.weight * unit), model.config.eighth)
    h = g.add("Add", g.add("Add", h, hint), g.conv(noise, "noise", natural.noise))
    fine_noise = g.conv(g.split(noise, NOISE // 4), "fine_noise", natural.fine_noise)
    return _fine_half(model, g, g.blocks(h, "eighth", natural.eighth), natural, fine_noise)


def _coarse_half(model: OwnModel, g: Graph) -> str:
    net = model.synthesis
    h = g.conv("latent", "enter", net.enter, net.enter.weight * net.norm)
    h = g.blocked(g.rated(h, "scale16", "shift16"), net.enter.out_channels)
    h = g.blocks(h, "sixteenth", net.sixteenth)
    h = g.rated(g.split(g.conv(h, "up", net.up), net.up.out_channels // 4), "scale8", "shift8")
    return g.blocks(g.blocked(h, net.up_quarter.in_channels), "eighth", net.eighth[:SHARED])


def _fine_half(model: OwnModel, g: Graph, h: str, fine: Synthesis | Natural, more: str = "") -> Graph:
    """more: what is added at 1/4 of the size."""
    quarter = fine.leave.in_channels
    h = g.split(g.conv(h, "up_quarter", fine.up_quarter), quarter)
    h = g.blocked(g.add("Add", h, more) if more else h, quarter)
    h = g.clip(g.conv(g.blocks(h, "quarter", fine.quarter), "leave", fine.leave), 0.5)
    g.prefix, net = "synthesis", model.synthesis
    # 3 x 16 x 16 = 3 x (4 x 4) x (4 x 4): the first 4 x 4 become places at 1/4, the others stay channels.
    weight = net.linear.weight.reshape(3, 4, 4, 4, 4, -1).permute(0, 2, 4, 1, 3, 5).reshape(768, -1, 1, 1)
    h = g.add("Add", h, g.split(g.conv("latent", "linear", net.linear, weight), 48, 4))
    h = g.add("Add", g.add("Mul", h, g.constant(np.float32(255))), g.constant(np.float32(128)))
    h = g.add("Clip", h, g.constant(np.float32(0)), g.constant(np.float32(255)))
    g.split(g.add("Cast", h, to=TensorProto.UINT8), 3, 4)
    return g


def hyper_graph(model: OwnModel, tensors: Tensors) -> Graph:
    """latent in steps float32 (1, M, h, w), h and w multiples of 4 -> hyper latent float32 (1, Z, h/4, w/4)."""
    net, g = model.hyper_analysis, Graph(tensors, "hyper_analysis")
    h = g.merge(g.add("Relu", g.conv("latent", "enter", net.enter)))
    h = g.conv(h, "down1", net.down1, merged_inputs(net.down1.weight))
    h = g.merge(g.add("Relu", g.conv(h, "spatial", net.spatial)))
    h = g.add("Relu", g.conv(h, "down2", net.down2, merged_inputs(net.down2.weight)))
    g.conv(h, "leave", net.leave)
    return g


@torch.no_grad()
def export(model: OwnModel, folder: Path, about: dict[str, Any], counted: Tensors | None = None) -> str:
    """Write the model's files into `folder`, with what `tables` and `sketch` found; returns its id (16 hex digits)."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: Tensors = prior_tensors(model) | (counted or {})
    for name in ("log_gain", "log_step"):
        tensors[name] = getattr(model, name).detach().numpy()
    for place, rated in (("16", model.synthesis.rated), ("8", model.synthesis.eighth_rated)):
        tensors[f"synthesis.scale{place}"] = 1 + rated.scale.detach().numpy()
        tensors[f"synthesis.shift{place}"] = rated.shift.detach().numpy()
    graphs = {
        "analysis": analysis_graph(model, tensors),
        "synthesis": synthesis_graph(model, tensors),
        "hyper_analysis": hyper_graph(model, tensors),
    }
    weights = folder / "model.safetensors"
    save_file(tensors, weights)
    weights.chmod(0o644)  # safetensors makes it private
    c = model.config
    pixels = {"pixels": (TensorProto.UINT8, [1, 192, "h", "w"])}
    latent = {"latent": (TensorProto.FLOAT, [1, c.latent, "h", "w"])}
    graphs["analysis"].write(folder / "analysis.onnx", (weights,), pixels, TensorProto.FLOAT)
    graphs["synthesis"].write(folder / "synthesis.onnx", (weights,), _decoder_inputs(c), TensorProto.UINT8)
    graphs["hyper_analysis"].write(folder / "hyper_analysis.onnx", (weights,), latent, TensorProto.FLOAT)
    config = {"family": "own", "network": c.to_json(), **about}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    return identity_hash(folder)


def _decoder_inputs(c: Config) -> dict[str, tuple[int, list[Any]]]:
    inputs: dict[str, tuple[int, list[Any]]] = {"latent": (TensorProto.FLOAT, [1, c.latent, "h", "w"])}
    for place, channels in (("16", c.sixteenth), ("8", c.eighth)):
        for table in ("scale", "shift"):
            inputs[table + place] = (TensorProto.FLOAT, [1, channels, 1, 1])
    return inputs


@torch.no_grad()
def export_natural(model: OwnModel, natural: Natural, folder: Path) -> None:
    """Write the natural decoder beside the files of `model`; the half that both decoders share is taken from those."""
    tensors: Tensors = {}
    graph = natural_graph(model, natural, tensors)
    own = {k: v for k, v in tensors.items() if k.startswith("natural.")}
    weights = folder / "natural.safetensors"
    save_file(own, weights)
    weights.chmod(0o644)
    inputs = _decoder_inputs(model.config)
    inputs["noise"] = (TensorProto.FLOAT, [1, NOISE, "2h", "2w"])
    inputs["lost"] = (TensorProto.FLOAT, [1, model.config.latent, "h", "w"])
    graph.write(folder / "natural.onnx", (folder / "model.safetensors", weights), inputs, TensorProto.UINT8)


def main(argv: list[str] | None = None) -> int:
    """`python -m sdviewer.training.own.export CHECKPOINT FOLDER`; one of `natural` goes beside the model there."""
    parser = argparse.ArgumentParser(prog="python -m sdviewer.training.own.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, help="folder of photos on which symbols are counted and sketches fitted")
    options = parser.parse_args(argv)
    saved = torch.load(options.checkpoint, map_location="cpu")
    if "natural" in saved:
        model = restore(options.folder)
        export_natural(model, load(model, options.checkpoint), options.folder)
        return 0
    model = OwnModel(Config.from_json(saved["config"]))
    model.load_state_dict(saved["average"])
    about = {"steps": saved["step"], "hours": round(saved["seconds"] / 3600, 2)}
    identity = export(model, options.folder, about)
    if options.data:
        photos = read_photos(options.data, 16)
        photos = photos[:: max(1, len(photos) // PHOTOS)]
        for _ in range(2):  # what is counted depends a little on the tables, by what rounding finds worth its bits
            tables = fit(codec.OwnModel(options.folder), photos)
            identity = export(model, options.folder, about, tables)
        sketch = fit_sketch(codec.OwnModel(options.folder), photos)
        identity = export(model, options.folder, about, tables | sketch)
    print(identity)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
