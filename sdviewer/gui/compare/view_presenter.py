"""Between the comparison and the view: variants become panes, and what the view shows becomes text."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ..toolkit.settings import Settings
from ..toolkit.texts import tr, zoom_text
from ..view.compare_view import CompareView, Pane
from .comparison import Comparison
from .pane_headers import PaneHeaders
from .variants import ORIGINAL, SDC, Source, State, Variant


class ViewPresenter(QObject):
    """Keeps view and headers in step with the comparison; says what the status bar is to show of both."""

    size_changed = Signal(int, int)
    """Of the picture as it is turned; zeros while there is none."""
    zoom_changed = Signal(str)
    readout_changed = Signal(str)

    def __init__(self, view: CompareView, headers: PaneHeaders, comparison: Comparison, settings: Settings) -> None:
        super().__init__(view)
        self._view, self._headers, self._comparison, self._settings = view, headers, comparison, settings
        self._comparison.document_changed.connect(self._on_document)
        self._comparison.changed.connect(self.show_panes)
        self._comparison.frame_changed.connect(self._show_images)
        self._comparison.loading.connect(self._on_loading)
        self._settings.changed.connect(lambda _: self._apply_settings())
        self._view.viewport_changed.connect(self._on_viewport)
        self._view.hovered.connect(self._on_hover)
        self._view.holding_changed.connect(lambda *_: self._on_hover(self._pixel))
        self._pixel: tuple[int, int] | None = None
        self._shown: list[Source] = []  # of the panes that the view has; another picture begins before it has its own
        self._apply_settings()

    def show_panes(self) -> None:
        """Hand the variants to the view."""
        self._show_images()
        self._headers.refresh()

    def _show_images(self) -> None:
        original = self._comparison.original
        self._shown = self._comparison.sources
        self._view.set_panes([self._pane(source) for source in self._shown], original.image if original else None)

    def _pane(self, source: Source) -> Pane:
        variant, shown_map = self._comparison.variant(source), self._comparison.shown_map(source)
        if source.is_redrawn and (variant is None or variant.image is None):
            failed = variant is not None and variant.state is State.FAILED
            variant = variant if failed else self._comparison.variant(SDC)  # stands for it until it is drawn
        if variant is None:
            primary, primary_sdc = self._comparison.primary, self._comparison.variant(SDC)
            if primary is not None and primary.state is State.FAILED:
                return Pane(message=_named(primary))
            stopped = primary_sdc is not None and primary_sdc.state is State.FAILED
            waits = tr("Waits for the SDC, to be as large…")
            return self._stand_in(tr("There is no SDC to be compared with.") if stopped else waits)
        failed = variant.state is State.FAILED and variant.image is None  # else the preview stays to be looked at
        message = _named(variant) if failed else ""
        if variant.image is None and variant.state is State.WORKING:
            message = tr("{name}: working…").format(name=source.name)
        if variant.image is None and source.path is None and (variant.stopped or variant.state is State.WORKING):
            return self._stand_in(message)
        size = self._comparison.turn.size(variant.width, variant.height) if variant.width else None
        if shown_map is None or variant.image is None:
            frame = self._comparison.frame if source == ORIGINAL else None
            patch = self._comparison.patch if variant is self._comparison.primary else None
            return Pane(frame or variant.image, message, source == ORIGINAL, size=size, patch=patch)
        image = shown_map.image or variant.image
        return Pane(image, message or shown_map.message, source == ORIGINAL, shown_map.legend, size)

    def _stand_in(self, message: str) -> Pane:
        """The photo, to be looked at while what belongs here is not there, and the sentence that says so."""
        original = self._comparison.original
        if original is None or original.image is None:
            return Pane(message=message)
        size = self._comparison.turn.size(original.width, original.height)
        return Pane(original.image, f"{message}\n{tr('This is the original.')}", is_original=True, size=size)

    def _on_document(self) -> None:
        document = self._comparison.document
        if document is not None and document.size != (0, 0):
            size = self._comparison.turn.size(*document.size)
            self._view.set_picture(size, self._settings.get("view/keep_zoom"))
            self.size_changed.emit(*size)
        else:
            self.size_changed.emit(0, 0)
        self._on_viewport()

    def _on_loading(self, name: str) -> None:
        self._view.set_busy(tr("Loading {name}…").format(name=name) if name else "")

    def _on_viewport(self) -> None:
        document = self._comparison.document
        has_pixels = document is not None and document.size != (0, 0)
        self.zoom_changed.emit(zoom_text(self._view.viewport.scale) if has_pixels else "")
        self._headers.place()

    def _on_hover(self, pixel: tuple[int, int] | None) -> None:
        self._pixel = pixel
        if pixel is None:
            self.readout_changed.emit("")
            return
        panes, sources = self._view.panes, self._shown
        own = [source == ORIGINAL or not pane.is_original for source, pane in zip(sources, panes, strict=True)]
        images = [(index, panes[index].image) for index, _ in self._view.visible_panes() if own[index]]
        if self._view.holding and (original := self._comparison.original) is not None:  # no pane shows its own now
            images = [(index, original.image) for index, _ in images]
        size = self._view.viewport.picture
        values = {index: i.value(*pixel) for index, i in images if i is not None and i.size == size}
        maps = [self._comparison.shown_map(source) for source in sources]
        said = [(index, shown.value(*pixel)) for index, shown in enumerate(maps) if shown and shown.value]
        parts = [readout(pixel, values), *(f"{'ABCD'[index]} {text}" for index, text in said if text)]
        self.readout_changed.emit("   ".join(parts))

    def _apply_settings(self) -> None:
        get = self._settings.get
        self._view.filter = get("view/filter")
        self._view.show_grid = get("view/grid")
        self._view.wheel_browses = get("view/wheel_browses")
        self._view.vertical = get("view/vertical_split")
        self._headers.set_shown(get("view/labels"), get("view/small_labels"))
        self._view.set_alignment(get("view/align") == "corner")


def _named(variant: Variant) -> str:
    """What is wrong with it, and with which file."""
    return f"{variant.path.name}\n\n{variant.message}" if variant.path and variant.message else variant.message


def readout(pixel: tuple[int, int], values: dict[int, tuple[int, int, int]]) -> str:
    """'512, 384   A 12 34 56   B 13 34 50   Δ +1 0 −6': of panes by their number, B's difference from A."""
    parts = [f"{pixel[0]}, {pixel[1]}"]
    parts += [f"{'ABCD'[index]} {' '.join(map(str, v))}" for index, v in values.items()]
    if len(values) == 2:
        difference = (b - a for a, b in zip(*values.values(), strict=True))
        parts.append("Δ " + " ".join(f"{d:+d}".replace("-", "−") if d else "0" for d in difference))
    return "   ".join(parts)
