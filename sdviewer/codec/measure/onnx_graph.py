"""ONNX models written as bytes, as far as chains of convolutions need it: ONNX Runtime then runs nets that came as bare
weights, without the package onnx or torch.

A model is a tree of Protocol Buffers' messages, each a list of numbered fields that are whole numbers or bytes. Numbers
of fields and types: onnx.proto3 of the ONNX specification, opset 17.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_FLOAT, _INT, _INTS = 1, 2, 7
_IR_VERSION, _OPSET = 9, 17


class Graph:
    """Collects nodes and weights; a value is known by its name."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._count = 0

    def add(self, kind: str, *inputs: str, **attributes: int | Sequence[int]) -> str:
        """A node of an operator with whole numbers as attributes; the name of what it gives."""
        name = self._name()
        fields = [_bytes(1, one.encode()) for one in inputs]
        fields += [_bytes(2, name.encode()), _bytes(4, kind.encode())]
        fields += [_bytes(5, _attribute(key, value)) for key, value in attributes.items()]
        self._parts.append(_bytes(1, b"".join(fields)))
        return name

    def constant(self, value: NDArray) -> str:
        """An array, kept as float32."""
        name = self._name()
        dims = b"".join(_number(1, side) for side in value.shape)
        data = np.ascontiguousarray(value, "<f4").tobytes()
        self._parts.append(_bytes(5, dims + _number(2, _FLOAT) + _bytes(8, name.encode()) + _bytes(9, data)))
        return name

    def model(self, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
        """The file for these inputs and outputs, all float32 of four dimensions of any size."""
        values = [_bytes(11, _value(name)) for name in inputs] + [_bytes(12, _value(name)) for name in outputs]
        graph = b"".join([*self._parts, _bytes(2, b"graph"), *values])
        opset = _bytes(1, b"") + _number(2, _OPSET)
        return _number(1, _IR_VERSION) + _bytes(7, graph) + _bytes(8, opset)

    def _name(self) -> str:
        self._count += 1
        return f"v{self._count}"


def _value(name: str) -> bytes:
    dims = b"".join(_bytes(1, _bytes(2, f"{name}_{axis}".encode())) for axis in range(4))
    tensor = _number(1, _FLOAT) + _bytes(2, dims)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _bytes(1, name.encode()) + _number(3, value) + _number(20, _INT)
    return _bytes(1, name.encode()) + b"".join(_number(8, one) for one in value) + _number(20, _INTS)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Seven bits a byte, lowest first; the eighth says that more follow. value: 0 or more."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
