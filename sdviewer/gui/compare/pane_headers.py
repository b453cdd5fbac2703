"""Labels on the panes, each in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from ..view.compare_view import CompareView, Layout
from ..widgets.panel_keys import PanelKeys
from .comparison import Comparison
from .pane_header import MARGIN, PaneHeader
from .source_menu import SourceMenu
from .variants import ORIGINAL, SDC


class PaneHeaders(QObject):
    """One header per pane, kept where its pane is."""

    def __init__(self, view: CompareView, comparison: Comparison, menu: SourceMenu, panel_keys: PanelKeys) -> None:
        super().__init__(view)
        self._view, self._comparison, self._menu, self._panel_keys = view, comparison, menu, panel_keys
        self._headers: list[PaneHeader] = []
        self._shown, self._small = True, False
        view.layout_changed.connect(self.place)
        view.holding_changed.connect(self.refresh)
        view.installEventFilter(self)

    def set_shown(self, shown: bool, small: bool) -> None:
        """small: in one line each, until a click opens them."""
        self._shown, self._small = shown, small
        self.place()

    def refresh(self) -> None:
        """Texts as the variants are now."""
        sources = self._comparison.sources
        while len(self._headers) < len(sources):
            self._headers.append(PaneHeader(len(self._headers), self._view, self._menu.fill))
            self._headers[-1].toggled.connect(self.place)
            self._panel_keys.keep_in(self._headers[-1])
        for header, source in zip(self._headers, sources, strict=False):
            source = ORIGINAL if self._view.holding else source
            header.show_variant(
                source, self._comparison.variant(source), self._comparison.comparing, self._comparison.document_size
            )
        self.place()

    def place(self) -> None:
        """Each in the corner of its pane; a photo on its own has none."""
        visible = dict(self._view.visible_panes())
        sources = self._comparison.sources
        is_sdc = bool(sources) and (sources[0] == SDC or sources[0].is_redrawn)
        labelled = self._shown and (self._comparison.comparing or is_sdc) and self._comparison.document is not None
        for index, header in enumerate(self._headers):
            header.small = self._small
            if labelled and index in visible and index < len(sources):
                header.setVisible(self._place_one(header, index, visible))
                header.raise_()
            else:
                header.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _place_one(self, header: PaneHeader, index: int, visible: dict) -> bool:
        """At the outer edge of a split. False where its pane has no room for it, and it would name another's pixels."""
        dpr, rect = self._view.devicePixelRatioF(), visible[index]
        left, top, width, height = (int(side / dpr) for side in (rect.x, rect.y, rect.width, rect.height))
        header.fit(width, height)
        x, y = left + MARGIN, top + MARGIN
        if self._view.layout_mode is Layout.SPLIT and len(visible) == 2 and index != 0:
            x = left + width - header.width() - MARGIN if self._view.vertical else x
            y = y if self._view.vertical else top + height - header.height() - MARGIN
        header.move(x, y)
        return header.width() <= width - 2 * MARGIN and header.height() <= height - MARGIN
