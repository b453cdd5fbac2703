"""One start of the window, as the benchmark's child process: when what was on screen, in seconds since the start.

python -m sdviewer.bench.window.start EPOCH_SECONDS [PATH]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(began: float, paths: list[str]) -> int:
    """As `cli.window` opens the window, with a probe in its place. Prints JSON; returns the exit status."""
    from ...service.codec_service import CodecService

    service = CodecService()
    if paths:
        service.prepare(Path(paths[0]))
    from ... import app
    from .probe import Probe

    def report(times: dict[str, float]) -> None:
        times["processor"] = round(time.process_time(), 3)
        print(json.dumps(times), flush=True)

    app.MainWindow = Probe.bound(began, bool(paths), report)  # type: ignore[misc]
    return app.run(paths, service=service)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
