"""What is compared, as it is known by now. Everything in this room reads it; few change it.

`Comparison` adds what the user does. What makes variants (`Producers`, `DocumentLoader`) puts them here; who has to do
something about that is told by signals.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...codec.types import LOOKS, EncodeOptions, Look, Picture, Region
from ..pictures.geometry import Size
from ..pictures.images import UPRIGHT, MipImage, Patch, Turn
from .variants import MAX_PANES, NATURAL, ORIGINAL, SDC, Document, Source, Variant

CENTRE, CORNER = "centre", "corner"


class ComparisonState(QObject):
    """The document, the panes' sources, and the variants that are there. Changed on the GUI thread only."""

    loading = Signal(str)
    """The name of the picture that is being loaded, '' when it is there."""
    document_changed = Signal()
    changed = Signal()
    progress = Signal(object)
    """A codec Progress, or None when nothing is under way."""
    undecoded = Signal(object)
    """An SdcError: why of the opened `.sdc` there is only the preview."""
    partial = Signal(str)
    """Why the photo isn't compressed before somebody agrees: only a part of it is there."""
    lacking = Signal(object)
    """A PackageError: what was asked for needs packages that aren't installed."""
    encoded = Signal(str, float, float, float)
    """A model's name, megapixels, and the seconds that it took to write and to read them."""

    rival_made = Signal(object)
    """A RivalResult that was made elsewhere: it is what its panes show until another is searched."""
    frame_changed = Signal()
    """Of an animation another frame is to be shown, or of a huge picture another part."""
    noticed = Signal(str)
    """A sentence for the user, no error."""

    # inside the room
    replacing = Signal(object)
    """Of this source there are going to be other pixels; what was derived from the old ones is out of date."""
    out_of_date = Signal()
    """What is compressed is to be compressed otherwise, or once more."""
    reference_changed = Signal()
    """The maps are differences from another picture now."""
    turned_wrong = Signal()
    """A variant has come with an image that is turned otherwise than the panes, or with none for its picture."""
    whole_needed = Signal()
    """All of a picture is needed of which only parts were drawn."""
    incomplete = Signal()
    """The panes may need what isn't there."""

    def __init__(self) -> None:
        super().__init__()
        self.document: Document | None = None
        self.options = EncodeOptions()
        self.agreed: Picture | None = None
        """The picture that is compressed though only a part of it is there."""
        self.slow_rivals = False
        """Whether rivals are searched at the settings of the benchmark."""
        self.overlap = ""
        """How unequal pictures lie where they are measured, CENTRE or CORNER; '' where they aren't."""
        self.natural = False
        """Whether a `.sdc` is drawn with texture where the user asks for none of the two."""
        self.looks: tuple[Look, ...] = LOOKS
        """In which the `.sdc` can be drawn, or could be once there is one; all of them until that is known."""
        self.strength: float | None = None
        """Of the texture, 0..MAX_STRENGTH, if the user chose one; None: as the file hints, or 1."""
        self._announced = False  # a change, since the panes were chosen
        self.frame: MipImage | None = None
        """What is shown of an animated photo; None for its first frame, which is what is compared."""
        self.in_parts = False
        """The opened `.sdc` is so large that only what is looked at is drawn, and nothing has needed all of it yet."""
        self.patch: Patch | None = None
        """What is drawn of it."""
        self.turn = UPRIGHT
        self.turns: dict[Path, Turn] = {}
        """How the user has turned files, which themselves stay as they are."""
        self.regions: tuple[Region, ...] = ()
        """Of the original, as its file has it, that are to stay more faithful than the rest."""
        self.shrunk: Size | None = None
        """To this width and height the photo is made smaller before it is compressed."""
        self.awaited: list[Source] = []
        """Of what somebody waits for it to be finished, such as a save; as often as somebody does."""
        self.expected: list[Source] | None = None
        """What the panes are to show as soon as the next document is there."""
        self.variants: dict[Source, Variant] = {}
        self._sources: list[Source] = []

    @property
    def sources(self) -> list[Source]:
        """Of the panes, in their order."""
        return list(self._sources)

    @property
    def comparing(self) -> bool:
        return len(self._sources) > 1

    @property
    def compressed(self) -> Source:
        """The `.sdc` as it is drawn unless the user chooses otherwise."""
        return NATURAL if self.natural and self.has_natural else SDC

    @property
    def has_natural(self) -> bool:
        """Whether the model can draw with texture."""
        return "natural" in self.looks

    @property
    def shows_natural(self) -> bool:
        """Whether the `.sdc` in the panes is the one with texture; where there is none, whether it would be."""
        drawn = [source for source in self._sources if source == SDC or source.is_redrawn]
        return NATURAL in drawn if drawn else self.natural and self.has_natural

    @property
    def strength_shown(self) -> float:
        """Of the texture, as it would be drawn now."""
        sdc = self.variants.get(SDC)
        hint = sdc.info.strength if sdc is not None and sdc.info is not None else None
        return self.strength if self.strength is not None else 1.0 if hint is None else hint

    def variant(self, source: Source) -> Variant | None:
        return self.variants.get(source)

    def source_of(self, pane: int, holding: bool) -> Source | None:
        """What a pane shows; holding: they all show the original. None if there is nothing."""
        if holding:
            return ORIGINAL
        return self._sources[min(pane, len(self._sources) - 1)] if self._sources else None

    @property
    def document_size(self) -> Size:
        """Zeros where there is none, or it can't be shown."""
        return self.document.size if self.document else (0, 0)

    @property
    def primary(self) -> Variant | None:
        """The opened file itself."""
        return self.variants.get(self.document.primary) if self.document else None

    @property
    def original(self) -> Variant | None:
        return self.variants.get(ORIGINAL)

    @property
    def reference(self) -> Variant | None:
        """What the others are measured against on screen: the original, else the first pane."""
        return self.original or (self.variants.get(self._sources[0]) if self._sources else None)

    def set_sources(self, sources: list[Source]) -> None:
        """Choose what the panes show; what is missing is computed."""
        reference = self.reference
        self._sources = sources[:MAX_PANES]
        if self.reference is not reference:
            self.reference_changed.emit()
        self._announced = False
        self.incomplete.emit()
        if not self._announced:  # panes, panels and actions follow each time, for some milliseconds
            self.changed.emit()

    def protect(self, regions: tuple[Region, ...]) -> None:
        """Keep these of the original more faithful, until another picture comes."""
        if regions != self.regions:
            self.regions = regions
            self.out_of_date.emit()

    def put(self, variant: Variant) -> None:
        """A newer state of a variant."""
        known = self.variants.get(variant.source)
        if known is None or known.picture is not variant.picture:
            self.replacing.emit(variant.source)
        self.variants[variant.source] = variant
        if self.document is not None and variant.source == self.document.primary and known is not variant:
            self.patch = None
        unseen = variant.picture is not None and variant.image is None
        if unseen or (variant.image is not None and variant.turn != self.turn):
            self.turned_wrong.emit()
        self._announced = True
        self.changed.emit()

    def show_frame(self, image: MipImage | None) -> None:
        """In place of the original's own image."""
        if image is not self.frame:
            self.frame = image
            self.frame_changed.emit()

    def show_patch(self, patch: Patch | None) -> None:
        """Over the preview of the opened `.sdc`."""
        self.patch = patch
        self.frame_changed.emit()

    def begin(self, document: Document, sources: list[Source], variant: Variant) -> None:
        """Another document with its first variant; the panes show these sources from now on."""
        self.document, self.shrunk, self.regions = document, None, ()
        self.frame, self.patch, self.in_parts = None, None, False
        self.variants[document.primary] = variant
        self._sources = sources
        self.document_changed.emit()
        self.changed.emit()
