"""What all PyInstaller specs (linux/, windows/, macos/) put into the frozen program: our own model, no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

ROOT = Path(__file__).resolve().parents[1]
START = str(ROOT / "packaging" / "windows" / "start.py")
LEFT_OUT = ("sdviewer.training", "sdviewer.bench")


def analysis() -> dict[str, Any]:
    """The arguments of PyInstaller's Analysis."""
    return {
        "scripts": [START],
        "pathex": [str(ROOT)],
        # Verbs and models are imported by name, and so does pyqtgraph with Qt's modules.
        "hiddenimports": [
            *collect_submodules("sdviewer", filter=lambda name: not name.startswith(LEFT_OUT)),
            "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg",
        ],
        "datas": [
            (str(ROOT / "resources"), "sdviewer/resources"),
            *collect_data_files("sdviewer"),
            # About and some packages ask for versions and licences.
            *copy_metadata("sdviewer", recursive=True),
        ],
        "excludes": [*LEFT_OUT, "torch", "diffusers", "sympy", "mpmath", "tkinter", "onnxruntime.transformers",
                     "onnxruntime.quantization", "onnxruntime.tools", "PySide6.QtQml", "PySide6.QtQuick"],
    }  # fmt: skip
