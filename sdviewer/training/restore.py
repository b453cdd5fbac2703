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

from ..codec.models.integer_layers import FRACTION
from .network import Config, OwnModel, Rated, interpolate


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
        cross = stored.scaled(f"{name}.from_anchors.weight", name)
        taps = cross.reshape(4, cross.shape[0] // 4, -1).permute(2, 1, 0)
        group.from_anchors.weight.zero_()
        for tap, (row, column) in enumerate(((0, 1), (1, 0), (1, 2), (2, 1))):
            group.from_anchors.weight[:, :, row, column] = taps[:, :, tap]
        group.rate.copy_(stored.scaled(f"{name}.rate", name, FRACTION))
        for part in (0, 1):
            stored.dense(group.hidden[part], f"{name}.{part}.hidden", f"{name}.{part}.hidden")
            stored.dense(group.leave[part], f"{name}.{part}.leave", f"{name}.{part}.leave")


@torch.no_grad()
def widened(model: OwnModel, config: Config) -> OwnModel:
    """The same networks for the levels and lambdas of `config`.

    Tables of levels are interpolated over log lambda; outside the old range gains and steps go on in a straight line,
    the rest keeps its last row.
    """
    old = model.config
    log_lambda = torch.log(config.rate_lambda(torch.linspace(0, 1, config.levels)))
    q = (log_lambda - math.log(old.lambda_min)) / math.log(old.lambda_max / old.lambda_min)
    wider = OwnModel(config)
    state = model.state_dict()
    for name, values in wider.state_dict().items():
        if values.shape == state[name].shape:
            continue
        table = interpolate(state[name], q)
        if name.startswith("log_"):
            steps = old.levels - 1
            table += (q - q.clamp(0, 1))[:, None] * steps * (state[name][1:] - state[name][:-1]).mean(0)
        state[name] = table
    wider.load_state_dict(state)
    return wider
