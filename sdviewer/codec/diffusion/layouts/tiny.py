"""What a tiny autoencoder of TAESD's kind is built of, from the shapes of its tensors alone.

Each half is a row of numbered layers: convolutions of 3x3, blocks, and layers without tensors, whose numbers are
missing. diffusers' `AutoencoderTiny` has the classic ones; the others get a configuration of their own, the row itself:
["conv", in, out, stride, bias], ["block", in, out, pool], ["relu"] and ["up"].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Shapes = Mapping[str, tuple[int, ...]]
CLASS = "TinyAutoencoder"
"""Name of the class (`network.tiny`) in the configuration."""


def tiny_config(shapes: Shapes) -> dict[str, Any]:
    """The configuration with which these tensors were made. KeyError, IndexError, ValueError where they don't tell."""
    encoder, decoder = _row(shapes, "encoder"), _row(shapes, "decoder")
    if _is_classic(encoder, decoder):
        return {
            "_class_name": "AutoencoderTiny",
            **_runs(encoder, "encoder"),
            **_runs(decoder, "decoder"),
            "latent_channels": shapes["decoder.layers.0.weight"][1],
        }
    return {"_class_name": CLASS, "encoder": _strided(encoder, decoder), "decoder": _with_ups(decoder)}


def _row(shapes: Shapes, half: str) -> list[list[Any]]:
    """The layers of one half; those without tensors are ["none"], strides are not known yet."""
    found: list[list[Any]] = []
    for index in range(1 + max(int(m[1]) for n in shapes if (m := re.match(rf"{half}\.layers\.(\d+)\.", n)))):
        name = f"{half}.layers.{index}"
        if block := shapes.get(f"{name}.conv.0.weight"):
            found.append(["block", block[1], block[0], int(f"{name}.pool.0.weight" in shapes)])
        elif convolution := shapes.get(f"{name}.weight"):
            found.append(["conv", convolution[1], convolution[0], 1, int(f"{name}.bias" in shapes)])
        else:
            found.append(["none"])
    return found


def _is_classic(encoder: list[list[Any]], decoder: list[list[Any]]) -> bool:
    """Whether diffusers' class is of this shape: runs of blocks after one convolution each, none changing channels."""
    layers = encoder[1:-1] + [layer for layer in decoder[1:-1] if layer != ["none"]]
    pools = any(layer[0] == "block" and layer[3] for layer in layers)
    plain = not pools and all(layer != ["none"] and layer[1] == layer[2] for layer in layers)
    gaps = [index for index, layer in enumerate(decoder) if layer == ["none"]]
    return plain and gaps[:1] == [1] and all(decoder[gap + 1][0] == "conv" for gap in gaps[1:])


def _runs(row: list[list[Any]], half: str) -> dict[str, Any]:
    """Channels and number of blocks of each run."""
    runs: list[list[int]] = []
    after = True
    for kind, *sizes in row:
        if kind != "block":
            after = True
            continue
        if after:
            runs.append([sizes[1], 0])
        runs[-1][1] += 1
        after = False
    return {
        f"{half}_block_out_channels": [width for width, _ in runs],
        f"num_{half}_blocks": [blocks for _, blocks in runs],
    }


def _strided(encoder: list[list[Any]], decoder: list[list[Any]]) -> list[list[Any]]:
    """The encoder with its strides: it reduces as often as the decoder enlarges.

    Convolutions without a bias do, and then those at its start that an activation follows. ValueError otherwise.
    """
    times = sum(layer[0] == "up" for layer in _with_ups(decoder))
    last = len(encoder) - 1
    without = [i for i, layer in enumerate(encoder) if layer[0] == "conv" and not layer[4]]
    active = [i for i in range(last) if encoder[i][0] == "conv" and encoder[i][4] and encoder[i + 1] == ["none"]]
    chosen = without + active[: max(0, times - len(without))]
    if len(chosen) != times:
        raise ValueError("the halves don't fit")
    row: list[list[Any]] = [["relu"] if layer == ["none"] else list(layer) for layer in encoder]
    for index in chosen:
        row[index][3] = 2
    return row


def _with_ups(decoder: list[list[Any]]) -> list[list[Any]]:
    """The decoder with its layers without tensors: an activation after the first convolution, then enlargements."""
    return [layer if layer != ["none"] else ["relu"] if index == 1 else ["up"] for index, layer in enumerate(decoder)]
