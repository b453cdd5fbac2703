"""Networks in ONNX Runtime, on the processor."""

from __future__ import annotations

import os
from typing import Any

from .types import StopToken


def run(network: Any, inputs: dict[str, Any], stop: StopToken) -> Any:
    """All outputs of a session. A stop ends it between two of its layers: CancelledError."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.log_severity_level = 4  # it would call the end an error

    def end() -> None:
        options.terminate = True

    with stop.calling(end):
        try:
            return network.run(None, inputs, options)
        except Exception:  # of a kind that has no name there
            stop.check()
            raise


def session(model: str | bytes) -> Any:
    """An `InferenceSession` of a file, given by its path, or of its bytes; SDVIEWER_THREADS: on so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = int(os.environ.get("SDVIEWER_THREADS") or 0)  # 0: one a core
    # Its own store would keep what the largest run of each network took: 170 MB after a megapixel, for 4 % less time.
    options.enable_cpu_mem_arena = False
    # Idle threads that spin take the cores away from the prior's matrices, and from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
