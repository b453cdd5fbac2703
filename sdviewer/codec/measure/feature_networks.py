"""AlexNet and VGG16 up to the last convolution, in ONNX Runtime: (1, 3, H, W) to five levels of features."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..onnx_session import session
from .onnx_graph import Graph

Weights = Mapping[str, NDArray]
"""`convN.weight` (outputs, inputs, height, width) and `convN.bias`, N from 0."""

_VGG_LEVELS = (1, 3, 6, 9, 12)
"""The last convolution of each level; before the next one the picture is halved."""
_HANNING = (0.5, 1.0, 0.5)


def alexnet(weights: Weights) -> Any:
    """Features after each ReLU, at 1/4, 1/8, and three times 1/16 of the size."""
    graph = Graph()
    x, levels = "x", []
    for number, (stride, padding) in enumerate(((4, 2), (1, 2), (1, 1), (1, 1), (1, 1))):
        if number in (1, 2):
            x = graph.add("MaxPool", x, kernel_shape=(3, 3), strides=(2, 2))
        x = _convolution(graph, x, weights, number, stride, padding)
        levels.append(x)
    return session(graph.model(["x"], levels))


def vgg16(weights: Weights) -> Any:
    """Features before each pooling and at the end, from the whole size to 1/16."""
    return _vgg(weights, lambda graph, x, _: graph.add("MaxPool", x, kernel_shape=(2, 2), strides=(2, 2)))


def vgg16_hanning(weights: Weights) -> Any:
    """The same with the root of squares, blurred by Hann's window, in the place of maxima (O. Henaff, E. Simoncelli
    2016), as DISTS has it."""
    return _vgg(weights, _root_of_blurred_squares)


def _vgg(weights: Weights, halved: Callable[[Graph, str, int], str]) -> Any:
    graph = Graph()
    x, levels = "x", []
    for number in range(_VGG_LEVELS[-1] + 1):
        if number - 1 in _VGG_LEVELS:
            x = halved(graph, x, len(weights[f"conv{number - 1}.bias"]))
        x = _convolution(graph, x, weights, number, stride=1, padding=1)
        if number in _VGG_LEVELS:
            levels.append(x)
    return session(graph.model(["x"], levels))


def _root_of_blurred_squares(graph: Graph, x: str, channels: int) -> str:
    window = np.outer(_HANNING, _HANNING)
    weight = graph.constant(np.broadcast_to(window / window.sum(), (channels, 1, 3, 3)))
    squares = graph.add("Mul", x, x)
    blurred = graph.add("Conv", squares, weight, strides=(2, 2), pads=(1, 1, 1, 1), group=channels)
    return graph.add("Sqrt", graph.add("Add", blurred, graph.constant(np.array(1e-12))))


def _convolution(graph: Graph, x: str, weights: Weights, number: int, stride: int, padding: int) -> str:
    tensors = [graph.constant(weights[f"conv{number}.{name}"]) for name in ("weight", "bias")]
    return graph.add("Relu", graph.add("Conv", x, *tensors, strides=(stride,) * 2, pads=(padding,) * 4))
