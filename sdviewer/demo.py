"""Shows what the program does: `python -m sdviewer.demo [FILES]`, which `packaging/run.sh` calls.

With a display it opens the window on the files, or on the sample photo, compressed, beside JPEG at the same size.
Without one it does the same job in a temporary folder: compresses, decodes, compares, and draws the window to a PNG.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from .cli import main as command
from .paths import resource

SAMPLE = "samples/dog.jpg"


def main(argv: list[str]) -> int:
    """Returns the exit status."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or not sys.platform.startswith("linux"):
        from . import app

        return app.run(argv or [str(resource(SAMPLE))], compare=not argv)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # that platform complains of what it can't do
    folder = Path(tempfile.mkdtemp(prefix="sdviewer-"))
    print(f"There is no display, so the job is done without one. Results: {folder}")
    statuses = [_without_display(Path(name), folder) for name in argv or [str(resource(SAMPLE))]]
    return max(statuses)


def _without_display(file: Path, folder: Path) -> int:
    from .service.files import sniff

    coded = file
    if sniff(file) != "sdc":
        coded = folder / f"{file.stem}.sdc"
        if status := command(["compress", str(file), "-o", str(coded), "--overwrite"]):
            return status
    decoded = folder / f"{file.stem}.decoded.png"
    if status := command(["decompress", str(coded), "-o", str(decoded), "--overwrite"]):
        return status
    if coded is not file:
        sheet = folder / f"{file.stem}.compared.png"
        size = str(coded.stat().st_size)
        if status := command(["compare", str(file), "--size", size, "-o", str(sheet), "--overwrite"]):
            return status
        print(sheet)
    window = folder / f"{file.stem}.window.png"
    status = _draw_window(file, window)
    print(window)
    return status


def _draw_window(file: Path, target: Path) -> int:
    from . import app

    return app.run([str(file)], compare=True, snapshot=target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
