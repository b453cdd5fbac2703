"""Which files of a folder are listed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EVERYTHING, ONLY_SDC, ONLY_PHOTOS = "", "sdc", "photos"


@dataclass(frozen=True, slots=True)
class Filter:
    """kind: one of the above. text: words that a name has all of, whatever their case."""

    kind: str = EVERYTHING
    text: str = ""

    def __bool__(self) -> bool:
        """Whether it leaves out anything."""
        return bool(self.kind or self.text.strip())

    def matches(self, path: Path) -> bool:
        is_sdc = path.suffix.lower() == ".sdc"
        if (self.kind == ONLY_SDC and not is_sdc) or (self.kind == ONLY_PHOTOS and is_sdc):
            return False
        name = path.name.casefold()
        return all(word in name for word in self.text.casefold().split())


class FilteredList:
    """Files of which a filter lists some, each in their order.

    paths: those that are listed; another list when they have changed, which itself never does. left_out: the others.
    """

    def __init__(self) -> None:
        self.filter = Filter()
        self.paths: list[Path] = []
        self.left_out: list[Path] = []
        self._kept: set[Path] = set()  # whatever the filter says, until it is another

    @property
    def whole(self) -> list[Path]:
        return [*self.paths, *self.left_out]

    def begin(self, paths: list[Path]) -> bool:
        """Other files, all of them listed; whether there was a filter."""
        had = bool(self.filter)
        self.filter, self.paths, self.left_out, self._kept = Filter(), paths, [], set()
        return had

    def set_filter(self, filter: Filter) -> bool:
        """For what is put from now on; whether it is another one."""
        if filter == self.filter:
            return False
        self.filter, self._kept = filter, set()
        return True

    def put(self, paths: list[Path]) -> None:
        """These files in this order."""
        self.paths, self.left_out = self.split(paths)

    def split(self, paths: list[Path]) -> tuple[list[Path], list[Path]]:
        """Those that would be listed, and the others."""
        if not self.filter:
            return paths, []
        matching = [path in self._kept or self.filter.matches(path) for path in paths]
        listed = [path for path, matches in zip(paths, matching, strict=True) if matches]
        return listed, [path for path, matches in zip(paths, matching, strict=True) if not matches]

    def rename(self, old: Path, new: Path) -> None:
        """One of them has another name; it stays where it is, listed or not."""
        if old in self.paths:
            self.keep(new)
        self.paths = [new if path == old else path for path in self.paths]
        self.left_out = [new if path == old else path for path in self.left_out]

    def insert(self, path: Path) -> None:
        """One more, which is listed."""
        self.keep(path)
        self.paths, self.left_out = [*self.paths, path], [other for other in self.left_out if other != path]

    def keep(self, path: Path) -> None:
        """It is what the user has just made of a file: it doesn't go from under the hand."""
        self._kept.add(path)
