"""The files that ship -> a model to train on from, so that a checkpoint isn't needed: the way back of `export`.

What was rounded stays rounded (float16, the prior's integers). The norm of the decoder's inputs comes back within the
weights behind it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor, nn

from ...codec.prior.integer_layers import FRACTION
from .layers import Rated, interpolate
from .network import Config, OwnModel

TAPS = {
    "from_anchors": ((0, 1), (1, 0), (1, 2), (2, 1)),
    "from_corners": ((0, 0), (0, 2), (2, 0), (2, 2)),
}
"""Where something was coded before, in the 3x3 neighbourhoods of a group's own channels: in the order of the file."""


class _Stored:
    def __init__(self, folder: Path) -> None:
        self.tensors = load_file(folder / "model.safetensors")

    def get(self, name: str) -> Tensor:
        return torch.from_numpy(self.tensors[name].astype(np.float32))

    def scaled(self, name: str, shifted: str, extra: int = 0) -> Tensor:
        return self.get(name) * 0.5 ** (int(self.tensors[f"{shifted}.shift"][0]) + extra)

    def plain(self, module: nn.Module, prefix: str) -> None:
        """All parameters that are stored under their own name and in their own shape."""
        for name, parameter in module.named_parameters():
            stored = self.tensors.get(f"{prefix}.{name}")
            if stored is not None and stored.shape == tuple(parameter.shape):
                parameter.copy_(self.get(f"{prefix}.{name}"))

    def dense(self, conv: nn.Conv2d, name: str, shifted: str) -> None:
        conv.weight.copy_(self.scaled(f"{name}.weight", shifted).T[:, :, None, None])
        assert conv.bias is not None
        conv.bias.copy_(self.scaled(f"{name}.bias", shifted, FRACTION))


def split_inputs(weight: Tensor) -> Tensor:
    """Inputs ordered 2 x 2 x C back to C x 2 x 2."""
    outputs, inputs = weight.shape[:2]
    return weight.reshape(outputs, 4, inputs // 4).transpose(1, 2).reshape(outputs, inputs, 1, 1)


@torch.no_grad()
def restore(folder: Path) -> OwnModel:
    """The model in a folder of the shipped layout."""
    config = Config.from_json(json.loads((folder / "config.json").read_text())["network"])
    model, stored = OwnModel(config), _Stored(folder)
    for name in ("analysis", "synthesis", "hyper_analysis"):
        stored.plain(getattr(model, name), name)
    analysis, synthesis, hyper = model.analysis, model.synthesis, model.hyper_analysis
    analysis.enter.weight.mul_(0.5)
    analysis.down.weight.copy_(split_inputs(analysis.down.weight.clone()))
    linear = analysis.linear.weight.clone().reshape(-1, 2, 2, 3, 8, 8).permute(0, 3, 1, 4, 2, 5)
    analysis.linear.weight.copy_(linear.reshape(-1, 768, 1, 1))
    linear = synthesis.linear.weight.clone().reshape(3, 4, 4, 4, 4, -1).permute(0, 3, 1, 4, 2, 5)
    synthesis.linear.weight.copy_(linear.reshape(768, -1, 1, 1))
    for place, rated in (("16", synthesis.rated), ("8", synthesis.eighth_rated)):
        assert isinstance(rated, Rated)
        rated.scale.copy_(stored.get(f"synthesis.scale{place}") - 1)
        rated.shift.copy_(stored.get(f"synthesis.shift{place}"))
    for down in (hyper.down1, hyper.down2):
        down.weight.copy_(split_inputs(down.weight.clone()))
    _restore_prior(model, stored)
    for name in ("log_gain", "log_step"):
        getattr(model, name).copy_(stored.get(name))
    return model


def _restore_prior(model: OwnModel, stored: _Stored) -> None:
    model.hyper_scale.copy_(stored.get("prior.hyper_index"))
    for step in ("1", "2"):
        stored.dense(getattr(model.hyper_synthesis, f"up{step}"), f"prior.up{step}", f"prior.up{step}")
        spatial, name = getattr(model.hyper_synthesis, f"spatial{step}"), f"prior.spatial{step}"
        spatial.weight.copy_(stored.scaled(f"{name}.weight", name).permute(2, 0, 1)[:, None])
        spatial.bias.copy_(stored.scaled(f"{name}.bias", name, FRACTION))
    for number, group in enumerate(model.groups):
        name = f"prior.groups.{number}"
        stored.dense(group.from_features, f"{name}.from_features", name)
        if group.from_before is not None:
            weight = stored.scaled(f"{name}.from_before.weight", name)
            group.from_before.weight.copy_(weight.reshape(weight.shape[0], 3, 3, -1).permute(3, 0, 1, 2))
        for near, places in TAPS.items():
            conv = getattr(group, near)
            if conv is not None:
                stacked = stored.scaled(f"{name}.{near}.weight", name)
                taps = stacked.reshape(4, stacked.shape[0] // 4, -1).permute(2, 1, 0)
                conv.weight.zero_()
                for tap, (row, column) in enumerate(places):
                    conv.weight[:, :, row, column] = taps[:, :, tap]
        group.rate.copy_(stored.scaled(f"{name}.rate", name, FRACTION))
        for part in range(len(group.hidden)):
            stored.dense(group.hidden[part], f"{name}.{part}.hidden", f"{name}.{part}.hidden")
            stored.dense(group.leave[part], f"{name}.{part}.leave", f"{name}.{part}.leave")


@torch.no_grad()
def widened(model: OwnModel, config: Config) -> OwnModel:
    """A model of `config`, which has as many channels and blocks or more, that does the same as `model`.

    Tables of levels are interpolated over log lambda; outside the old range gains and steps go on in a straight line,
    the rest keeps its last row. New blocks and channels are as at the start of a training, and add nothing yet.
    """
    old = model.config
    log_lambda = torch.log(config.rate_lambda(torch.linspace(0, 1, config.levels)))
    q = (log_lambda - math.log(old.lambda_min)) / math.log(old.lambda_max / old.lambda_min)
    wider = OwnModel(config)
    state = model.state_dict()
    for name, fresh in wider.state_dict().items():
        if name not in state:
            state[name] = _corners(name, state) if name.startswith("groups.") else fresh
        elif fresh.shape == state[name].shape:
            continue
        elif fresh.ndim != 2:
            state[name] = grown(state[name], fresh)
        else:
            table = interpolate(state[name], q)
            if name.startswith("log_"):
                steps = old.levels - 1
                table += (q - q.clamp(0, 1))[:, None] * steps * (state[name][1:] - state[name][:-1]).mean(0)
            state[name] = grown(table, fresh)
    wider.load_state_dict(state)
    return wider


def _corners(name: str, state: dict[str, Tensor]) -> Tensor:
    """What codes anchors in odd rows as the others, at first."""
    if name.endswith("from_corners.weight"):
        return torch.zeros_like(state[name.replace("corners", "anchors")])
    return state[name.replace(".2.", ".0.")]


def grown(old: Tensor, fresh: Tensor) -> Tensor:
    """Weights, biases or tables of more channels: what comes out of the old ones doesn't depend on the new ones."""
    grown = fresh.clone()
    grown[: len(old)] = 0
    grown[tuple(slice(n) for n in old.shape)] = old
    return grown
