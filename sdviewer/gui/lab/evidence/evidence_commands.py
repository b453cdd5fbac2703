"""What the panes show as evidence for others: one HTML page, or one PNG, with everything in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ....codec.types import Picture, Region, ReportProgress, StopToken
from ...browse.naming import ask_where
from ...compare.variants import ORIGINAL, State, Variant
from ...pictures.regions import stored_region
from ...toolkit.texts import tr
from ..context import LabContext

if TYPE_CHECKING:
    from ....codec.analysis.codecs.row import Row

PAGE, SHEET = ".html", ".png"


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What is to be shown. source: the original's file. shown: what of the original is in view."""

    name: str
    original: Picture
    source: Path | None
    variants: tuple[Variant, ...]
    shown: Region | None


class EvidenceCommands(QObject):
    """Writes what can be compared with the original."""

    def __init__(self, context: LabContext) -> None:
        super().__init__(context.window)
        self._context = context

    def can_save(self) -> bool:
        return bool(self._variants())

    def save(self) -> None:
        """Ask where; the suffix says whether it is a page or a sheet."""
        document, exhibits = self._context.comparison.document, self._exhibits()
        if document is None or exhibits is None:
            return
        folder = document.path.parent if document.path is not None else Path.home()
        kinds = {tr("Web page"): (PAGE,), "PNG": (SHEET,)}
        proposed = folder / f"{Path(document.name).stem} {tr('evidence')}{PAGE}"
        path = ask_where(self._context.window, tr("Save evidence"), proposed, kinds)
        if path is not None:
            self.write(exhibits, path)

    def write(self, exhibits: Exhibits, path: Path) -> None:
        """In the background; the latest wins."""
        self._context.tasks.start("evidence", self._write(exhibits, path))

    def _variants(self) -> tuple[Variant, ...]:
        comparison = self._context.comparison
        original = comparison.original
        if original is None or original.picture is None or original.state is not State.FINAL:
            return ()
        known = (comparison.variant(source) for source in comparison.sources if source != ORIGINAL)
        return tuple(
            variant
            for variant in known
            if variant is not None
            and variant.state is State.FINAL
            and variant.picture is not None
            and variant.picture.pixels.shape == original.picture.pixels.shape
        )

    def _exhibits(self) -> Exhibits | None:
        comparison, variants = self._context.comparison, self._variants()
        document, original = comparison.document, comparison.original
        if document is None or original is None or original.picture is None or not variants:
            return None
        seen = self._context.view.viewport.visible()
        shown = Region(int(seen.x), int(seen.y), max(1, int(seen.width)), max(1, int(seen.height)))
        region = stored_region(shown, comparison.turn, (original.width, original.height))
        return Exhibits(document.name, original.picture, original.path or document.path, variants, region)

    async def _write(self, exhibits: Exhibits, path: Path) -> None:
        from ....service.files import write_atomic

        def job(stop: StopToken, report: ReportProgress) -> bytes:
            return _drawn(exhibits, path.suffix.lower(), stop)

        data = await self._context.service.idle.run(job)
        await self._context.service.file_work(partial(write_atomic, path, data, True))
        self._context.banner.show_notice(tr("Saved: {path}").format(path=path))


def _drawn(exhibits: Exhibits, suffix: str, stop: StopToken) -> bytes:
    rows = []
    for variant in exhibits.variants:
        stop.check()
        rows.append(_row(exhibits.original, variant))
    stop.check()
    if suffix == SHEET:
        from ....codec.analysis.codecs.sheet import draw_sheet
        from ....codec.pictures.writer import picture_to_bytes

        size = max(row.nbytes for row in rows)
        return picture_to_bytes(Picture(draw_sheet(exhibits.name, exhibits.original, size, rows)), "PNG")
    from ....codec.analysis.codecs.page import MOST, evidence_page

    source = _bytes(exhibits.source)
    large = exhibits.original.width * exhibits.original.height > MOST
    page = evidence_page(exhibits.name, exhibits.original, rows, exhibits.shown if large else None, source)
    return page.encode()


def _row(original: Picture, variant: Variant) -> Row:
    """A pane as a row of the table of all codecs."""
    from ....codec.analysis.codecs.row import Row
    from ....codec.analysis.codecs.table import measured

    assert variant.picture is not None  # as `_variants` has seen
    data = variant.data or variant.file or _bytes(variant.path) or b""
    scores = variant.scores if variant.scores and not variant.against else measured(original, variant.picture)
    codec = variant.source.kind if variant.source.path is None else variant.source.name
    return Row(
        codec, variant.nbytes or len(data), variant.reached, variant.quality, variant.settings, variant.seconds_encode,
        variant.seconds_decode, variant.picture, scores, data,
    )  # fmt: skip


def _bytes(path: Path | None) -> bytes | None:
    """A file's, None where it isn't there any more."""
    from ....codec.opening import open_source

    if path is None:
        return None
    try:
        with open_source(path) as file:
            return file.read()
    except OSError:
        return None
