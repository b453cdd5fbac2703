"""Networks in ONNX Runtime, on the processor."""

from __future__ import annotations

import os
from typing import Any


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
