"""Installs packages into the program's own environment, by pip in a process of its own that can be stopped."""

from __future__ import annotations

import importlib
import os
import re
import selectors
import signal
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ...codec import packages
from ...codec.errors import CancelledError, PackageError
from ...codec.types import Progress, ReportProgress, StopToken, no_progress
from ..threads.worker import Worker

LOOK_SECONDS = 0.1
"""Between two looks whether to stop."""
STOP_SECONDS = 10.0
"""So long pip has to put back what it had begun with."""
_OPTIONS = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-color")
_UNITS = {"B": 1, "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000}
_DOWNLOAD = re.compile(r"Downloading \S+ \(([\d.]+) (B|kB|MB|GB)")


def can_install() -> bool:
    """Whether there is a pip that may write into the environment."""
    library = Path(sysconfig.get_paths()["purelib"])
    managed = Path(sysconfig.get_paths()["stdlib"]) / "EXTERNALLY-MANAGED"
    in_own = not managed.exists() or Path(sysconfig.get_paths()["data"], "pyvenv.cfg").exists()
    return packages.can_install() and in_own and os.access(library, os.W_OK)


class Installer:
    """One installation at a time, on a thread of its own."""

    def __init__(self, python: str | None = None) -> None:
        """python: into whose environment, the program's own by default."""
        self._python = python
        self._worker = Worker("installer")

    async def install(self, names: Sequence[str], progress: ReportProgress = no_progress) -> None:
        """Install packages. Cancelling stops pip, which puts back what it has begun with. Raises PackageError."""

        def job(stop: StopToken, report: ReportProgress) -> None:
            install(names, report, stop, self._python)

        await self._worker.run(job, progress)

    def close(self) -> None:
        """Stop pip and end the thread."""
        self._worker.close()


def install(names: Sequence[str], report: ReportProgress, stop: StopToken, python: str | None = None) -> None:
    """The same on the caller's thread. Raises PackageError, CancelledError."""
    command = [*packages.command(names), *_OPTIONS]
    if python is not None:
        command[0] = python
    report(Progress(0.0, "looking for packages"))
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"}, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise _failure(names, f"{error.strerror}.") from error
    said: list[str] = []
    with process:
        try:
            for line in _lines(process, stop):
                said.append(line)
                _tell(line, report)
        except CancelledError:
            _end(process)
            raise
    importlib.invalidate_caches()
    if process.returncode:
        raise _failure(names, _reason(said))


def _lines(process: subprocess.Popen[bytes], stop: StopToken) -> Iterator[str]:
    """What it says, as it comes. Raises CancelledError."""
    assert process.stdout is not None
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            stop.check()
            if not selector.select(LOOK_SECONDS):
                continue
            more = os.read(process.stdout.fileno(), 1 << 16)
            if not more:
                return
            *lines, rest = (rest + more).split(b"\n")
            yield from (line.decode("utf-8", "replace").strip() for line in lines)


def _tell(line: str, report: ReportProgress) -> None:
    if found := _DOWNLOAD.search(line):
        report(Progress(0.2, "downloading", {"bytes": float(found[1]) * _UNITS[found[2]]}))
    elif line.startswith("Installing collected packages"):
        report(Progress(0.8, "installing"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end as by Ctrl+C, and make it where it doesn't."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return
    process.kill()


def _reason(said: Sequence[str]) -> str:
    """The last that pip calls an error, as a sentence."""
    errors = [line.removeprefix("ERROR:").strip() for line in said if line.startswith("ERROR:")]
    text = (errors or [line for line in said if line] or ["pip ended without a word"])[-1]
    return text if text.endswith(".") else f"{text}."


def _failure(names: Sequence[str], reason: str) -> PackageError:
    text = f"{' and '.join(names)} could not be installed: {reason} {packages.advice(names)}"
    return PackageError(text, tuple(names))
