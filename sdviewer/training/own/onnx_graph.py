"""An ONNX graph, node by node, whose weights lie in a `.safetensors` file beside it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from .layers import Block

Tensors = dict[str, np.ndarray]


class Graph:
    """Collects the nodes of one ONNX graph and, beside them, the tensors that they take from the safetensors file."""

    def __init__(self, tensors: Tensors, prefix: str, bytes_only: bool = False) -> None:
        """bytes_only: matrices are stored as 8-bit integers with a scale for each output, and not as float16."""
        self.tensors, self.prefix, self.bytes_only = tensors, prefix, bytes_only
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.stored: list[str] = []

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value: np.ndarray) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, value: torch.Tensor) -> str:
        values = np.ascontiguousarray(value.detach().numpy())
        if not self.bytes_only or values.ndim < 2 or values.shape[1] == 1:
            return self._store(name, values.astype(np.float16))
        scale = np.abs(values).max(tuple(range(1, values.ndim)), keepdims=True).clip(1e-6) / 127
        scale = np.nextafter(scale.astype(np.float16), np.float16(np.inf))  # so that none is beyond 127
        integers = np.round(values / scale.astype(np.float32)).astype(np.int8)
        return self.add("Mul", self._store(name, integers), self._store(f"{name}.scale", scale))

    def _store(self, name: str, values: np.ndarray) -> str:
        name = f"{self.prefix}.{name}"
        self.tensors[name] = values
        self.stored.append(name)
        return self.add("Cast", name, to=TensorProto.FLOAT)

    def conv(self, x: str, name: str, conv: torch.nn.Conv2d, weight: torch.Tensor | None = None) -> str:
        inputs = [x, self.weight(f"{name}.weight", conv.weight if weight is None else weight)]
        if conv.bias is not None:
            inputs.append(self.weight(f"{name}.bias", conv.bias))
        pad = conv.kernel_size[0] // 2
        return self.add("Conv", *inputs, group=conv.groups, pads=[pad] * 4)

    def block(self, x: str, name: str, block: Block) -> str:
        h = self.conv(self.add("Relu", self.conv(x, f"{name}.enter", block.enter)), f"{name}.spatial", block.spatial)
        x = self.add("Add", x, self.conv(h, f"{name}.leave", block.leave))
        h = self.add("Relu", self.conv(x, f"{name}.expand", block.expand))
        return self.add("Add", x, self.conv(h, f"{name}.reduce", block.reduce))

    def blocks(self, x: str, name: str, blocks: Iterable[torch.nn.Module], first: int = 0) -> str:
        """One after the other, numbered from `first` on."""
        for number, block in enumerate(blocks, first):
            assert isinstance(block, Block)
            x = self.block(x, f"{name}.{number}", block)
        return x

    def clip(self, x: str, limit: float) -> str:
        return self.add("Clip", x, self.constant(np.float32(-limit)), self.constant(np.float32(limit)))

    def rated(self, x: str, scale: str, shift: str) -> str:
        return self.add("Add", self.add("Mul", x, scale), shift)

    def blocked(self, x: str, channels: int) -> str:
        """x itself, by a convolution: ONNX Runtime then keeps its blocked layout, and adds up within convolutions."""
        return self.add("Conv", x, self.constant(np.ones((channels, 1, 1, 1), np.float32)), group=channels)

    def merge(self, x: str) -> str:
        """2x2 places become one with four times the channels, ordered 2 x 2 x C."""
        return self.add("SpaceToDepth", x, blocksize=2)

    def shaped(self, x: str, *sizes: int) -> str:
        """0 keeps the size that stands at this place, -1 is what is left."""
        return self.add("Reshape", x, self.constant(np.array(sizes, np.int64)))

    def split(self, x: str, channels: int, by: int = 2) -> str:
        """(1, C x by x by, h, w) -> (1, C, by h, by w): as DepthToSpace (CRD), in half the time."""
        x = self.add("Transpose", self.shaped(x, channels * by, by, 0, -1), perm=[0, 2, 3, 1])
        x = self.add("Unsqueeze", self.shaped(x, 0, 0, -1), self.constant(np.array([0], np.int64)))
        x = self.add("Transpose", self.shaped(x, channels, by, 0, -1), perm=[0, 2, 1, 3])
        return self.shaped(x, 1, channels, -1, 0)

    def write(self, path: Path, weights: tuple[Path, ...], inputs: dict[str, tuple[int, list[Any]]], kind: int) -> None:
        """weights: the files beside `path` that hold the stored tensors; kind: type of the output."""
        header: dict[str, tuple[str, int, int]] = {}
        for file in weights:
            header |= _safetensors_offsets(file)
        for name in self.stored:
            location, start, end = header[name]
            kind_of = helper.np_dtype_to_tensor_dtype(self.tensors[name].dtype)
            tensor = TensorProto(name=name, data_type=kind_of, dims=self.tensors[name].shape)
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in (("location", location), ("offset", str(start)), ("length", str(end - start))):
                tensor.external_data.add(key=key, value=value)
            self.constants.append(tensor)
        self.nodes[-1].output[0] = "out"
        values = [helper.make_tensor_value_info(n, t, s) for n, (t, s) in inputs.items()]
        out = helper.make_tensor_value_info("out", kind, None)
        graph = helper.make_graph(self.nodes, path.stem, values, [out], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        path.write_bytes(model.SerializeToString())


def _safetensors_offsets(path: Path) -> dict[str, tuple[str, int, int]]:
    """Tensor -> (file, first byte, end)."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    return {
        k: (path.name, 8 + length + v["data_offsets"][0], 8 + length + v["data_offsets"][1])
        for k, v in header.items()
        if k != "__metadata__"
    }


def merged_inputs(weight: torch.Tensor, by: int = 2) -> torch.Tensor:
    """A 1x1 weight whose inputs are ordered C x 2 x 2, reordered to 2 x 2 x C as SpaceToDepth gives them."""
    outputs, inputs = weight.shape[:2]
    return weight.reshape(outputs, inputs // by**2, by * by).transpose(1, 2).reshape(outputs, inputs, 1, 1)
