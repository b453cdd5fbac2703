"""Which lines of some files a run reaches. Slow: each line is reported by the interpreter."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any


class Lines:
    """Lines that can be executed in functions, and those that were."""

    def __init__(self, files: list[Path]) -> None:
        self.possible = {str(path): _lines_of(path) for path in files}
        self.reached: dict[str, set[int]] = {name: set() for name in self.possible}

    @contextmanager
    def watched(self) -> Iterator[None]:
        sys.settrace(self._enter)
        threading.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]

    def share(self) -> float:
        reached = sum(len(self.reached[name] & lines) for name, lines in self.possible.items())
        return reached / max(1, sum(map(len, self.possible.values())))

    def missed(self) -> dict[str, list[int]]:
        return {name: missed for name, lines in self.possible.items() if (missed := sorted(lines - self.reached[name]))}

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        reached = self.reached.get(frame.f_code.co_filename)
        if reached is None:
            return None

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            reached.add(frame.f_lineno)
            return line

        reached.add(frame.f_lineno)
        return line


def _lines_of(path: Path) -> set[int]:
    """Of all functions in a file, without the lines that only define something."""
    found: set[int] = set()

    def visit(code: CodeType, inside: bool) -> None:
        if inside:
            found.update(line for _, _, line in code.co_lines() if line and line != code.co_firstlineno)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                visit(constant, constant.co_name != "<module>" and constant.co_flags & 0x2 != 0)

    visit(compile(path.read_text("utf-8"), str(path), "exec"), False)
    return found
