"""Take out of a folder of installed packages what sdviewer doesn't use: `prune.py FOLDER`. Prints what stays.

Of Qt the modules that are imported stay, the plugins that a window on X11 or Wayland needs, and the libraries that
these need in their turn.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

UNUSED = (
    "bin",
    "sdviewer/training",  # needs torch
    # Asked for by onnxruntime's package, but only for tools that are taken out here too.
    "sympy*", "mpmath*", "isympy.py", "share", "google", "protobuf-*", "flatbuffers*", "coloredlogs*", "humanfriendly*",
    "onnxruntime/tools", "onnxruntime/transformers", "onnxruntime/quantization", "onnxruntime/datasets",
    "numpy/**/tests", "numpy/f2py", "numpy/_core/include", "numpy/_core/lib", "numpy/random/lib", "numpy/**/*.pxd",
    "pyqtgraph/examples", "**/*.pyi",
)  # fmt: skip
QT_MODULES = ("QtCore", "QtDBus", "QtGui", "QtNetwork", "QtOpenGL", "QtOpenGLWidgets", "QtSvg", "QtWidgets")
QT_PLUGINS = (
    "platforms/libqxcb.so", "platforms/libqwayland*.so", "platforms/libqoffscreen.so", "platformthemes/*.so",
    "platforminputcontexts/*.so", "xcbglintegrations/*.so", "wayland-*-client/*.so", "wayland-shell-integration/*.so",
    "egldeviceintegrations/*.so", "iconengines/*.so", "imageformats/libqsvg.so",
)  # fmt: skip


def main(folder: Path) -> None:
    for pattern in UNUSED:
        for path in list(folder.glob(pattern)):
            remove(path)
    prune_qt(folder / "PySide6")
    for path in sorted(folder.iterdir(), key=size, reverse=True):
        if size(path) >= 1 << 20:
            print(f"{size(path) / 1e6:7.1f} MB  {path.name}")
    print(f"{size(folder) / 1e6:7.1f} MB  in all, before compiling")


def prune_qt(pyside: Path) -> None:
    """Leaves what is used, and its translations and Python files."""
    kept = qt_files(pyside) | set((pyside / "Qt" / "translations").glob("qtbase_*.qm")) | set(pyside.glob("*.py"))
    for path in [path for path in pyside.rglob("*") if path.is_file() or path.is_symlink()]:
        if path not in kept:
            path.unlink()
    for path in sorted((path for path in pyside.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def qt_files(pyside: Path) -> set[Path]:
    """The modules and plugins that are used, and the libraries in the folder that these are linked with."""
    kept = {pyside / f"{module}.abi3.so" for module in QT_MODULES}
    kept |= {path for pattern in QT_PLUGINS for path in (pyside / "Qt" / "plugins").glob(pattern)}
    return kept | libraries(kept, pyside)


def libraries(files: set[Path], folder: Path) -> set[Path]:
    """All libraries inside the folder that these files are linked with, directly or not."""
    found = set()
    for file in files:
        listing = subprocess.run(["ldd", str(file)], capture_output=True, text=True).stdout
        for line in listing.splitlines():
            _, arrow, target = line.partition(" => /")
            path = Path(f"/{target.split(' (')[0]}").resolve() if arrow else None
            if path and path.is_relative_to(folder):
                found.add(path)
    return found


def size(path: Path) -> int:
    if path.is_dir():
        return sum(p.lstat().st_size for p in path.rglob("*") if not p.is_dir())
    return path.lstat().st_size


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
