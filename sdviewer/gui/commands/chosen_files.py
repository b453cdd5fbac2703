"""What a command is about: the selection while the thumbnails are shown, else the open file."""

from __future__ import annotations

from pathlib import Path

from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..toolkit.settings import Settings


class ChosenFiles:
    """Asked whenever a command runs, or is to be enabled."""

    def __init__(self, comparison: Comparison, gallery: Gallery, settings: Settings) -> None:
        self._comparison, self._gallery, self._settings = comparison, gallery, settings

    def count(self) -> int:
        """How many there are, without listing them."""
        return self._gallery.selected_count() if self._gallery.in_grid else int(self.open_file is not None)

    def paths(self) -> list[Path]:
        if self._gallery.in_grid:
            return self._gallery.selected()
        return [self.open_file] if self.open_file is not None else []

    @property
    def open_file(self) -> Path | None:
        """The file on screen, or that the grid stands in front of."""
        document = self._comparison.document
        return document.path if document is not None else None

    def folder(self) -> str:
        """Where a dialog for files begins."""
        return str(self.open_file.parent) if self.open_file is not None else self._settings.get("last_folder")
