"""`python -m tests.determinism [NAME ...]`: the conformance suite and the goldens under other threads and instructions.

Each setting is a run of those tests in a process of its own: symbols must be the same, pixels within one level. Exit
status 1 where one isn't. ONNX Runtime chooses its instructions by the processor alone, so that what runs without AVX2
are NumPy, OpenBLAS and torch.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = (
    "tests/test_conformance.py",
    "tests/codec/own/test_own_model.py",
    "tests/codec/diffusion/test_diffusion_golden.py",
)
CHOSEN = "what_can_be_read or golden or payload_comes_back"


def threads(number: int) -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "SDVIEWER_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {name: str(number) for name in names}


def without_avx2() -> dict[str, str]:
    from numpy._core._multiarray_umath import __cpu_dispatch__ as dispatched

    return threads(1) | {
        "NPY_DISABLE_CPU_FEATURES": " ".join(dispatched),
        "OPENBLAS_CORETYPE": "Nehalem",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "ATEN_CPU_CAPABILITY": "default",
    }


def settings() -> dict[str, tuple[dict[str, str], tuple[str, ...]]]:
    """Environment and arguments of each."""
    return {
        "1 thread": (threads(1), ()),
        "2 threads": (threads(2), ()),
        "8 threads": (threads(8), ()),
        "without AVX2": (without_avx2(), ()),
        "graphs as they are": (threads(1), ("-p", "graphs_as_they_are")),
    }


def main(names: list[str]) -> int:
    failed = 0
    for name, (environment, arguments) in settings().items():
        if names and name not in names:
            continue
        began = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-k",
            CHOSEN,
            "-W",
            "ignore::ImportWarning",
            *arguments,
            *TESTS,
        ]
        path = os.pathsep.join(filter(None, (str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH"))))
        result = subprocess.run(
            [*command, *arguments, *TESTS],
            cwd=ROOT,
            env=os.environ | environment | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        last = (result.stdout.strip().splitlines() or [result.stderr[-200:]])[-1]
        print(f"{name:20} {'same' if result.returncode == 0 else 'DIFFERENT'}: {last}", flush=True)
        print(f"{'':20} {time.monotonic() - began:.0f} s", flush=True)
        if result.returncode:
            failed += 1
            print(result.stdout[-3000:], flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
