"""What is measured in the rectangle, pane by pane, off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ....codec.types import Picture, Region, ReportProgress, StopToken
from ....service.codec_service import CodecService
from ...compare.comparison import Comparison
from ...compare.variants import ORIGINAL, Source, State, Variant
from ...pictures.regions import stored_region
from ...toolkit.tasks import Tasks
from ...toolkit.texts import number, tr

if TYPE_CHECKING:
    from ....codec.analysis.rectangle import RectangleScores


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one pane. bits: of the rectangle; is_mean: they are the file's, spread evenly. scores: None without an
    original. distances: LPIPS and DISTS by their names in `Scores`, as far as they are there."""

    picture: Picture
    bits: float | None = None
    is_mean: bool = True
    scores: RectangleScores | None = None
    distances: tuple[tuple[str, float], ...] = ()


class RectangleFigures(QObject):
    """Measures whatever the panes show whenever the rectangle or a picture is another."""

    changed = Signal()

    def __init__(self, comparison: Comparison, service: CodecService, tasks: Tasks) -> None:
        super().__init__(comparison)
        self._comparison, self._service, self._tasks = comparison, service, tasks
        self._region: Region | None = None
        self._figures: dict[Source, Figures] = {}
        self._asked: dict[Source, tuple[object, ...]] = {}
        comparison.changed.connect(self._ensure)

    def set_region(self, region: Region | None) -> None:
        """Of the picture as it is turned now."""
        if region == self._region:
            return
        self._region = region
        self._figures.clear()
        self._asked.clear()
        if region is None:
            self._tasks.cancel_all("rectangle:")
        else:
            self._ensure()
        self.changed.emit()

    def of_pane(self, pane: int) -> Figures | None:
        sources = self._comparison.sources
        return self._figures.get(sources[pane]) if pane < len(sources) else None

    def text_of(self, pane: int) -> str:
        """Of a pane, in lines."""
        figures = self.of_pane(pane)
        return "" if figures is None else figures_text(figures)

    def _ensure(self) -> None:
        if self._region is None:
            return
        original = self._comparison.original
        for source in self._comparison.sources:
            variant = self._comparison.variant(source)
            if variant is None or variant.picture is None or variant.state is not State.FINAL:
                continue
            if original is None or original.picture is None or source == ORIGINAL:
                reference = None
            else:
                reference = original.picture if original.picture.pixels.shape == variant.picture.pixels.shape else None
            asked = (variant.picture, reference, self._region, self._comparison.turn)
            if self._asked.get(source) != asked and _covers(variant, self._comparison):
                self._asked[source] = asked
                self._tasks.start(f"rectangle:{source}", self._measure(source, variant, reference))

    async def _measure(self, source: Source, variant: Variant, reference: Picture | None) -> None:
        picture, asked = variant.picture, self._region
        assert picture is not None and asked is not None  # as `_ensure` has seen
        region = stored_region(asked, self._comparison.turn, (picture.width, picture.height))

        def job(stop: StopToken, report: ReportProgress) -> Figures:
            from ....codec.analysis.rectangle import rectangle_scores
            from ....codec.pictures.images import flattened
            from .bits import bits_of

            bits, is_mean = bits_of(variant, region, stop)
            pair = None if reference is None else (flattened(reference), flattened(picture))
            return Figures(picture, bits, is_mean, rectangle_scores(*pair, region, stop) if pair else None)

        figures = await self._service.study(job)
        if not self._put(source, asked, figures) or reference is None:
            return
        found = await self._service.distances(_cut(reference, region), _cut(picture, region))
        if found:
            self._put(source, asked, replace(figures, distances=tuple(found.items())))

    def _put(self, source: Source, asked: Region, figures: Figures) -> bool:
        if asked != self._region:
            return False
        self._figures[source] = figures
        self.changed.emit()
        return True


def figures_text(figures: Figures) -> str:
    """Bits in one line, metrics in the next."""
    lines = []
    if figures.bits is not None:
        bits = number(figures.bits, 0 if figures.bits >= 100 else 1)
        lines.append(
            tr("≈ {bits} bits (the file's mean)").format(bits=bits)
            if figures.is_mean
            else tr("{bits} bits").format(bits=bits)
        )
    if figures.scores is not None:
        scores = figures.scores
        parts = [
            f"PSNR {number(scores.psnr)} dB",
            f"{'MS-SSIM' if scores.scales > 1 else 'SSIM'} {number(scores.structure, 4)}",
        ]
        if scores.ssimulacra2 is not None:
            parts.append(f"SSIMULACRA2 {number(scores.ssimulacra2, 1)}")
        names = {"lpips_alex": "LPIPS Alex", "lpips_vgg": "LPIPS VGG", "dists": "DISTS"}
        parts += [f"{names[name]} {number(value, 3)}" for name, value in figures.distances]
        lines.append(" · ".join(parts))
    return "\n".join(lines)


def _covers(variant: Variant, comparison: Comparison) -> bool:
    """Whether the rectangle means the same pixels in it as in the picture that is open."""
    return (variant.width, variant.height) == comparison.document_size


def _cut(picture: Picture, region: Region) -> Picture:
    left, top, width, height = region
    rows, columns = slice(top, top + height), slice(left, left + width)
    alpha = None if picture.alpha is None else picture.alpha[rows, columns]
    return Picture(picture.pixels[rows, columns].copy(), alpha, space=picture.space)
