"""What the command line prints: results on stdout; errors, notes and the progress bar on stderr."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..codec.errors import InputError, SdcError, StorageError, without_secrets
from ..codec.opening import unreadable

if TYPE_CHECKING:
    from ..codec.types import Progress, ReportProgress

_BAR = 24


def complain(sentence: str) -> None:
    """One line on stderr, whatever is in the sentence, but no secrets; if nobody can read it, nothing."""
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: repr(match[0])[1:-1], without_secrets(sentence))
    with suppress(OSError, ValueError, AttributeError):
        print(f"sdviewer: {line}", file=sys.stderr, flush=True)


def note(path: Path | str, sentence: str) -> None:
    """Something that is worth knowing and no error."""
    complain(f"note: {path}: {sentence}")


def explain(error: Exception) -> tuple[str, int]:
    """A sentence for a person and the exit status."""
    if isinstance(error, SdcError):
        return str(error), error.exit_status
    if isinstance(error, MemoryError):
        return "There is not enough memory. Close other programs, or take a smaller picture.", StorageError.exit_status
    if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP) and error.filename:
        return explain(unreadable(Path(error.filename), error))
    if isinstance(error, OSError):
        return f"The system reports: {error}.", StorageError.exit_status
    return f"This is a fault in the program, please report it: {type(error).__name__}: {error}", 1


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Errors from inside name the file."""
    try:
        yield
    except SdcError as error:
        name = without_secrets(str(path))
        if name not in str(error):
            error.args = (f"{name}: {error}",)
        raise
    except MemoryError as error:
        raise StorageError(f"{path}: {explain(error)[0]}") from error


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=1, allow_nan=False))


def finite(value: float) -> float | None:
    """JSON has no infinity."""
    return value if math.isfinite(value) else None


def table(rows: list[list[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows in aligned columns; those whose numbers are in `right` are flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


@contextmanager
def progress_bar(label: str) -> Iterator[ReportProgress]:
    """Takes `Progress` and draws it on a line of its own, which is gone afterwards; on a terminal only."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    width = shutil.get_terminal_size().columns - 1
    last = ""

    def draw(progress: Progress) -> None:
        nonlocal last
        full = round(_BAR * min(max(progress.fraction, 0), 1))
        start = label if len(label) <= 30 else f"{label[:14]}...{label[-13:]}"
        line = (
            f"{start} [{'#' * full}{'.' * (_BAR - full)}] {progress.fraction:4.0%} {progress.stage}{_left(progress)}"[
                :width
            ]
        )
        if line != last:
            print(f"\r{line:{len(last)}}", end="", file=sys.stderr, flush=True)
            last = line

    try:
        yield draw
    finally:
        print(f"\r{'':{len(last)}}\r", end="", file=sys.stderr, flush=True)


def _left(progress: Progress) -> str:
    seconds = progress.details.get("seconds")
    return "" if seconds is None else f", about {seconds:.0f} s left"


def close_output() -> None:
    """After stdout failed: what is still in its buffer goes nowhere, so that Python doesn't try again at its end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def number(low: float, high: float) -> Any:
    """An argparse type: a number within limits."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise InputError(f"'{text}' is not a number from {low:g} to {high:g}.")
        return value

    return parse
