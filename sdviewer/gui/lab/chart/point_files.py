"""What becomes of a point or a row of the table: shown in a pane, or written as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ....codec.types import RivalResult
from ...browse.naming import ask_where
from ...compare.variants import MAX_PANES, NATURAL, ORIGINAL, SDC, Source
from ...toolkit.texts import tr
from ...view.pane import Layout
from ..context import LabContext
from .curve_filler import decoded

if TYPE_CHECKING:
    from ....codec.analysis.codecs.curve import Point


class PointFiles(QObject):
    """Works on the panes of the window. parent: whom the keys belong to when it was asked where."""

    def __init__(self, context: LabContext, parent: QWidget | None = None) -> None:
        super().__init__(context.window)
        self._context, self._parent = context, parent or context.window

    def show(self, point: Point) -> None:
        """In a pane: a rival's file as it is; a `.sdc` by its quality, so that panel and file agree."""
        document = self._context.comparison.document
        if point.codec in ("sdc", "natural") and document is not None and document.primary != ORIGINAL:
            self._context.banner.show_notice(tr("This file would be made of the original. Open that to see it."))
        elif point.codec in ("sdc", "natural"):
            self.show_quality(point.quality, NATURAL if point.codec == "natural" else SDC)
        else:
            self._context.tasks.start("show point", self._show_file(point))

    def show_quality(self, quality: float, source: Source = SDC) -> None:
        settings = self._context.settings
        settings.set("compress/by_size", False)
        settings.set("compress/by_score", False)
        settings.set("compress/quality", float(quality))
        self._show_source(source, (SDC, NATURAL))

    def show_size(self, nbytes: int, source: Source = SDC) -> None:
        """A `.sdc` of at most so many bytes."""
        settings = self._context.settings
        settings.set("compress/size", nbytes)
        settings.set("compress/by_size", True)
        self._show_source(source, (SDC, NATURAL))

    def show_result(self, result: RivalResult) -> None:
        """A rival's file."""
        source = Source(result.codec)
        self._context.comparison.rival_made.emit(result)
        shown = self._context.comparison.sources
        self._show_source(source, [one for one in reversed(shown) if one not in (ORIGINAL, SDC, NATURAL)])

    def _show_source(self, source: Source, instead_of: Sequence[Source]) -> None:
        """In its pane; else in the place of one of these, else in one more, else in the last."""
        sources = self._context.comparison.sources
        found = next((one for one in (source, *instead_of) if one in sources), None)
        if found is not None:
            sources[sources.index(found)] = source
        elif len(sources) < MAX_PANES:
            sources.append(source)
        else:
            sources[-1] = source
        self._context.comparison.set_sources(sources if len(sources) > 1 else [ORIGINAL, source])
        if self._context.view.layout_mode is Layout.SINGLE:
            self._context.view.set_layout(Layout.SPLIT)

    def save_csv(self, points: Mapping[str, Sequence[Point]]) -> None:
        from ....codec.analysis.codecs.curve import as_csv

        def text() -> str:
            return as_csv(point for curve in points.values() for point in curve)

        self.save_text(text, tr("Save the points"), "points")

    def save_text(self, text: Callable[[], str], title: str, what: str) -> None:
        """Ask where, and write it there as CSV. text: asked for then, as more may have come meanwhile. what: behind the
        picture's name."""
        path = self.ask(title, what, {tr("CSV tables"): (".csv",)})
        if path is not None:
            data = text().encode()
            self._context.tasks.start_beside("command", self.write(path, lambda: data))

    def ask(self, title: str, what: str, kinds: Mapping[str, tuple[str, ...]]) -> Path | None:
        """Where to save. Never called within a task: a dialog has an event loop of its own."""
        document = self._context.comparison.document
        if document is None:
            return None
        folder = document.path.parent if document.path is not None else Path.home()
        suffix = next(iter(kinds.values()))[0]
        return ask_where(self._parent, title, folder / f"{Path(document.name).stem} {what}{suffix}", kinds)

    async def write(self, path: Path, data: Callable[[], bytes]) -> None:
        """Into a file that may be replaced. data: made off the window's thread."""
        from ....service.files import write_atomic

        await self._context.service.file_work(lambda: write_atomic(path, data(), True))
        self._context.banner.show_notice(tr("Saved: {path}").format(path=path))

    async def _show_file(self, point: Point) -> None:
        picture = await self._context.service.file_work(partial(decoded, point))
        result = RivalResult(
            point.codec, True, point.data, picture, point.quality, point.settings, point.seconds_encode,
            point.seconds_decode,
        )  # fmt: skip
        self.show_result(result)
