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

    def split(self, paths: list[Path]) -> tuple[list[Path], list[Path]]:
        """Those that are listed, and the others, each in their order."""
        if not self:
            return paths, []
        matching = [self.matches(path) for path in paths]
        listed = [path for path, matches in zip(paths, matching, strict=True) if matches]
        return listed, [path for path, matches in zip(paths, matching, strict=True) if not matches]
