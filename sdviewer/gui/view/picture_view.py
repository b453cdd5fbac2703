"""What the picture area shows: one to four panes painted with one transform.

Painting is by raster, from the halved copy that fits the zoom, and only where something changed. Coordinates are device
pixels. What the user does here is `compare_view`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..pictures.geometry import Rect, Size
from ..pictures.images import MipImage
from . import legend, loupe, painting
from .pane import Layout, Pane
from .viewport import VALUES_FROM, Point, Viewport, pane_rects, split_rects

BUSY_AFTER_MS = 150


class PictureView(QWidget):
    """Panes of pictures in a layout. It computes nothing and decides nothing."""

    viewport_changed = Signal()
    layout_changed = Signal()
    legends_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.layout_mode = Layout.SINGLE
        self.vertical = True
        self._split = 0.5
        self.filter = "auto"
        self.show_grid = True
        self.loupe = False
        self.at_corner = False
        """Whether pictures of unequal sizes lie corner on corner, else centre on centre."""
        self._enlarging = False
        self._panes: list[Pane] = []
        self._current = 0
        self._pointed = -1
        self._original: MipImage | None = None
        self._holding = False
        self._cursor: QPointF | None = None
        self._busy_text = ""
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 80))

    # what is shown

    @property
    def panes(self) -> list[Pane]:
        return list(self._panes)

    @property
    def current(self) -> int:
        """The pane that a single view shows, and the right one of a split."""
        return self._current

    @property
    def meant(self) -> int:
        """The pane that a command is about: the one below the pointer, or where that was last; else the one shown."""
        visible = dict(self.visible_panes())
        if self._pointed in visible:
            return self._pointed
        return max(visible, default=self._current)

    def set_panes(self, panes: list[Pane], original: MipImage | None = None) -> None:
        """Replace what is shown. Size and zoom stay as they are: see `set_picture`."""
        legends = [pane.legend for pane in self._panes]
        self._panes = list(panes)
        self._original = original
        self._current = min(self._current, max(0, len(panes) - 1))
        self._settle()
        if legends != [pane.legend for pane in panes]:
            self.legends_changed.emit()

    def foot(self) -> float:
        """How much of its lower edge legends take, in logical pixels."""
        dpr = self.devicePixelRatioF()
        shown = [(self._panes[index].legend, rect) for index, rect in self.visible_panes()]
        found = [legend.places(one, rect, self._font(), dpr) for one, rect in shown if one]
        return max((self.height() - where.area.y() / dpr for where in found if where), default=0.0)

    @property
    def split(self) -> float:
        """Where the divider is, as a share of the view; always over what of the picture is in view."""
        return self._over_picture(self._split)

    def _over_picture(self, position: float) -> float:
        axis = 0 if self.vertical else 1
        low, high = self.viewport.extent(axis)
        if (high - low) * self._device_size()[axis] < 2 * painting.GRIP_RADIUS:  # it would lie over all of it
            low, high = 0.0, 1.0
        return min(max(position, low), high)

    def set_picture(self, size: Size, keep: bool) -> None:
        """Begin with another picture; with `keep` the zoom and the place stay."""
        self._change(self.viewport.for_picture(size, keep))
        if self._enlarging and not keep:
            self._change(self.viewport.fit())

    def set_enlarging(self, on: bool) -> None:
        """Whether pictures smaller than the view fill it as far as they can, from now on."""
        if on != self._enlarging:
            self._enlarging = on
            self._change(self.viewport.fit(enlarge=on))

    def set_layout(self, layout: Layout, vertical: bool | None = None) -> None:
        self.layout_mode, self._pointed = layout, -1
        if vertical is not None:
            self.vertical = vertical
        self._settle()
        self.layout_changed.emit()

    def show_pane(self, index: int) -> None:
        """Show only this pane, in the same place and without a blank in between (A/B)."""
        if index < len(self._panes):
            self._current = index
            self.set_layout(Layout.SINGLE)

    def set_split(self, position: float) -> None:
        before, self._split = self.split, self._over_picture(position)
        self._update_between(before, self.split)
        self.layout_changed.emit()

    def set_busy(self, text: str) -> None:
        """Say that what is shown isn't what was asked for yet; appears only if it lasts."""
        if text == self._busy_text:
            return
        self._busy_text = text
        if text:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
        self.update()

    def visible_panes(self) -> list[tuple[int, Rect]]:
        """Index of each pane that is on screen, with the part of the view (device pixels) that shows it."""
        size, count = self._device_size(), len(self._panes)
        if not count:
            return []
        if self.layout_mode is Layout.SIDE:
            return list(enumerate(pane_rects("side", count, size)))
        if self.layout_mode is Layout.SPLIT and count > 1:
            return list(zip((0, max(1, self._current)), split_rects(self.split, self.vertical, size), strict=True))
        return [(self._current, Rect(0, 0, *size))]

    def set_alignment(self, at_corner: bool) -> None:
        """How pictures of unequal sizes lie over each other."""
        self.at_corner = at_corner
        self._settle()

    def set_loupe(self, on: bool) -> None:
        self.loupe = on
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        dpr = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / dpr, 1 / dpr)
        exposed = QRectF(event.rect()).toRect()
        if dpr != 1:
            exposed = QRectF(
                exposed.x() * dpr, exposed.y() * dpr, exposed.width() * dpr, exposed.height() * dpr
            ).toAlignedRect()
        shown = self.visible_panes()
        if not shown or self.layout_mode is Layout.SIDE:
            painter.fillRect(exposed, self.palette().color(QPalette.ColorRole.Mid))
        for index, rect in shown:
            self._paint_pane(painter, self._panes[index], rect, exposed)
        if self.layout_mode is Layout.SPLIT and len(shown) == 2 and not self._holding:
            width, height = self._device_size()
            at = self.split * (width if self.vertical else height)
            painting.paint_divider(painter, at, self.vertical, width, height, dpr)
        self._paint_overlays(painter, shown, dpr)
        painter.end()

    def _update_between(self, first: float, second: float) -> None:
        """Paint what a divider that goes from one place to another leaves and reaches; where more than pictures
        depends on it, all."""
        plain = all(pane.image and not pane.message and not pane.legend for pane in self._panes)
        if not plain or self.loupe or self.layout_mode is not Layout.SPLIT:
            self.update()
            return
        length = self.width() if self.vertical else self.height()
        low, high = (round(length * share) for share in sorted((first, second)))
        low, high = low - painting.DIVIDER_MARGIN, high + painting.DIVIDER_MARGIN
        strip = (low, 0, high - low, self.height()) if self.vertical else (0, low, self.width(), high - low)
        self.update(*strip)

    def _paint_pane(self, painter: QPainter, pane: Pane, rect: Rect, exposed: QRect) -> None:
        clip = painting.q_rect(rect).intersected(exposed)
        if clip.isEmpty():
            return
        # In a split both halves belong to one pane-sized picture; beside each other each has its own origin.
        place = rect if self.layout_mode is Layout.SIDE else Rect(0, 0, *self._device_size())
        painter.save()
        painter.setClipRect(clip)
        painter.fillRect(clip, self.palette().brush(QPalette.ColorRole.Base))
        image = self._original if self._holding and self._original and not pane.is_original else pane.image
        if image is not None:
            viewport = self.viewport if image is self._original else self._viewport_of(pane)
            painting.paint_image(painter, image, viewport, place, self.filter)
            if pane.patch is not None and image is pane.image:
                painting.paint_patch(painter, pane.patch, viewport, place, self.filter)
            if self.show_grid:
                painting.paint_grid(painter, viewport, place)
            if self.viewport.scale >= VALUES_FROM:
                from .pixel_values import paint_values  # brings numpy, which the empty window needn't wait for

                paint_values(painter, image, viewport, place, clip)
        if pane.message:
            colour = self.palette().color(QPalette.ColorRole.Text)
            if image is None:
                painting.paint_message(painter, pane.message, rect, colour, self._font(1.1))
            else:
                centre = QPointF(rect.x + rect.width / 2, rect.y + rect.height / 2)
                painting.paint_chip(painter, pane.message, centre, rect.width, self._font(), self.devicePixelRatioF())
        painter.restore()

    def _paint_overlays(self, painter: QPainter, shown: list[tuple[int, Rect]], dpr: float) -> None:
        for index, rect in shown:
            if (found := self._panes[index].legend) and not self._holding:
                legend.paint_legend(painter, found, rect, self._font(), dpr)
        if self.loupe and self._cursor is not None:
            self._paint_loupe(painter, shown, self._cursor, dpr)
        if self._busy_text and not self._busy_timer.isActive():
            width, height = self._device_size()
            centre = QPointF(width / 2, height - 40 * dpr)
            painting.paint_chip(painter, self._busy_text, centre, width, self._font(), dpr)

    def _paint_loupe(self, painter: QPainter, shown: list[tuple[int, Rect]], cursor: QPointF, dpr: float) -> None:
        panes = [pane for index, _ in shown if (pane := self._panes[index]).image]
        point = self._device_point(cursor)
        if panes and self.viewport.pixel_at(point) is not None:
            box = loupe.place(cursor * dpr, len(panes), self._device_size(), dpr)
            views = [(pane.image, self._viewport_of(pane)) for pane in panes if pane.image is not None]
            loupe.paint_loupe(painter, views, point, box, dpr)

    def _viewport_of(self, pane: Pane) -> Viewport:
        return self.viewport if pane.size is None else self.viewport.of_other(pane.size, self.at_corner)

    def _font(self, factor: float = 1.0) -> QFont:
        """The widget's font for a painter that counts in device pixels."""
        font = QFont(self.font())
        font.setPixelSize(max(1, round(self.fontInfo().pixelSize() * factor * self.devicePixelRatioF())))
        return font

    # helpers

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()

    def _change(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.update()
            self.viewport_changed.emit()

    def _settle(self) -> None:
        """Give the viewport the size that panes have now, and repaint."""
        rects = pane_rects(self.layout_mode.value, max(1, len(self._panes)), self._device_size())
        sizes = [pane.size for pane in self._panes if pane.size is not None]
        placed = self.viewport.for_pane((int(rects[0].width), int(rects[0].height)))
        self._change(placed.covering(sizes, self.at_corner))
        self.update()

    def _device_size(self) -> Size:
        dpr = self.devicePixelRatioF()
        return round(self.width() * dpr), round(self.height() * dpr)

    def _in_pane(self, at: QPointF) -> Point:
        """A point of the view (device pixels) relative to the pane that it lies in."""
        if self.layout_mode is Layout.SIDE:
            for _, rect in self.visible_panes():
                if rect.contains(at.x(), at.y()):
                    return at.x() - rect.x, at.y() - rect.y
        return at.x(), at.y()

    def _device_point(self, at: QPointF) -> Point:
        return self._in_pane(at * self.devicePixelRatioF())
