"""A plugin of pytest's (`-p graphs_as_they_are`): ONNX Runtime changes nothing of a graph before it runs it."""

import onnxruntime

_make = onnxruntime.InferenceSession


def plain(model, options=None, **named):
    options = options or onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return _make(model, options, **named)


onnxruntime.InferenceSession = plain
