"""The actions about risks, and what is said of them when a photo is compressed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ....codec.types import Region
from ...compare.variants import SDC, State
from ...pictures.geometry import Size
from ...pictures.regions import stored_region, turned_region
from ...toolkit.texts import tr
from ..context import LabContext
from .brush import Brush, Cells, regions_of, touched
from .cost import ProtectionCost
from .outlines import Outlines
from .watch import RiskWatch

CAREFUL = 0.6
"""Bits a pixel above which a file hardly redraws anything, so that nothing is said."""


class RiskCommands(QObject):
    """Holds watch, outlines and brush together."""

    def __init__(self, context: LabContext) -> None:
        super().__init__(context.window)
        self._context, self._comparison = context, context.comparison
        self.watch = RiskWatch(context, self)
        self.outlines = Outlines(context.view)
        self.brush = Brush(context.view)
        self._cost = ProtectionCost(context, self)
        self._cells: Cells = frozenset()
        self._warned: object = None
        self._said = ""  # in the banner, as long as it is there
        self._read: object = None  # of this document what was said has gone
        self.watch.found.connect(self._show)
        self.brush.drawn.connect(self._draw)
        self.brush.lifted.connect(self._protect)
        self.brush.switched.connect(self._on_brush)
        context.comparison.document_changed.connect(self._on_document)
        context.comparison.changed.connect(self._show)
        context.settings.changed.connect(self._on_setting)
        context.banner.changed.connect(self._follow_banner)

    # actions

    def toggle_outlines(self) -> None:
        on = not self.are_outlined()
        self._read = None
        self._context.settings.set("lab/risks", on)
        self._show()

    def are_outlined(self) -> bool:
        """Outlines go with what is said of them; those of what is protected stay."""
        is_read = self._read is not None and self._read is self._comparison.document
        return bool(self._context.settings.get("lab/risks")) and (self.is_protecting() or not is_read)

    def toggle_protection(self) -> None:
        self._context.settings.set("compress/protect", not self.is_protecting())

    def is_protecting(self) -> bool:
        return bool(self._context.settings.get("compress/protect"))

    def toggle_brush(self) -> None:
        self.brush.set_on(not self.brush.is_on)

    def brushes(self) -> bool:
        return self.brush.is_on

    def has_brushed(self) -> bool:
        return bool(self._cells)

    def clear_brush(self) -> None:
        self._cells = frozenset()
        self._protect()
        self._show()

    # what happens

    def _on_brush(self) -> None:
        if self.brush.is_on:
            self._context.banner.show_notice(
                tr("Draw over what is to stay faithful; with Shift what was drawn goes. Esc puts the brush away.")
            )
        self._show()

    def _draw(self, x: float, y: float, erases: bool) -> None:
        turn, size = self._comparison.turn, self._size()
        if not all(size):
            return
        at = stored_region(Region(int(x), int(y), 1, 1), turn, size)
        cells = touched(at.left, at.top, self.brush.radius, *size)
        self._cells = self._cells - cells if erases else self._cells | cells
        self._show()

    def _protect(self) -> None:
        self._comparison.protect(regions_of(self._cells))

    def _on_document(self) -> None:
        if not self._comparison.regions:  # else the same picture was turned
            self._cells = frozenset()
            self.brush.set_on(False)
        self._show()

    def _on_setting(self, name: str) -> None:
        if name in ("lab/risks", "compress/protect"):
            self.watch.refresh()
            self._show()

    def _show(self) -> None:
        turn, size = self._comparison.turn, self._size()
        shown = self.watch.risks if self.watch.is_wanted and self.are_outlined() else ()
        outlined = [turned_region(risk.region, turn, size) for risk in shown]
        brushed = [turned_region(region, turn, size) for region in regions_of(self._cells)]
        text = self._text() if shown else ""
        self.outlines.show_regions(outlined, brushed if self._compressing() else (), self.is_protecting(), text)
        self._warn()

    def _follow_banner(self) -> None:
        if self._said and self._context.banner.text != self._said:
            self._said, self._read = "", self._comparison.document
            self._show()

    def _warn(self) -> None:
        """Once for each photo, as soon as its file is known to be small, and for as long as it is."""
        variant = self._comparison.variant(SDC)
        document = self._comparison.document
        is_final = variant is not None and variant.state is State.FINAL
        small = variant is not None and is_final and variant.bpp < CAREFUL
        if self._said and (not self.watch.is_wanted or (is_final and not small)):
            self._said, self._warned = "", None
            self._context.banner.clear()
        if not small or not self.watch.risks or document is self._warned or self.is_protecting():
            return
        if not self._context.view.isVisible():  # the thumbnails are looked at
            return
        self._warned = document
        text = tr("{what}: at this size it may be redrawn into something else.").format(what=self._text())
        self._context.banner.show_offer(text, (tr("Protect it"), self.toggle_protection), of_picture=True)
        self._said = text

    def _text(self) -> str:
        """'2 faces, small text'."""
        faces = sum(risk.kind == "faces" for risk in self.watch.risks)
        parts = [tr("One face") if faces == 1 else tr("%n faces", faces)] if faces else []
        if len(self.watch.risks) > faces:
            parts.append(tr("small text") if parts else tr("Small text"))
        return ", ".join(parts)

    def _compressing(self) -> bool:
        return any(source == SDC or source.is_redrawn for source in self._comparison.sources)

    def _size(self) -> Size:
        original = self._comparison.original
        return (original.width, original.height) if original is not None else (0, 0)
