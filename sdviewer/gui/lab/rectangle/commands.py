"""The rectangle's actions: drag one, copy its figures, go to where a rival is better or worse."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ....codec.types import Picture, ReportProgress, StopToken
from ...compare.variants import NATURAL, ORIGINAL, SDC, State, Variant
from ...pictures.regions import turned_region
from ...toolkit.texts import number, tr
from ..context import LabContext
from .figures import RectangleFigures, figures_text
from .overlay import RectangleOverlay
from .tool import RectangleTool


class RectangleCommands(QObject):
    """Holds tool, figures and overlay together."""

    def __init__(self, context: LabContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.tool = RectangleTool(context.view)
        self.figures = RectangleFigures(context.comparison, context.service, context.tasks)
        self.overlay = RectangleOverlay(context.view, self.figures.text_of)
        self.tool.changed.connect(self._show)
        self.figures.changed.connect(lambda: self.overlay.show_region(self.tool.region))
        context.comparison.document_changed.connect(self.tool.clear)

    def toggle(self) -> None:
        self.tool.set_on(not self.tool.is_on)

    def is_on(self) -> bool:
        return self.tool.is_on

    def has_region(self) -> bool:
        return self.tool.region is not None

    def copy(self) -> None:
        """The rectangle and the figures of every pane, as lines of text."""
        region, comparison = self.tool.region, self._context.comparison
        if region is None:
            return
        name = comparison.document.name if comparison.document else ""
        lines = [f"{name}: {region.left}, {region.top}, {region.width} x {region.height}"]
        for pane, source in enumerate(comparison.sources):
            figures = self.figures.of_pane(pane)
            if figures is not None:
                lines.append("\t".join([source.name, *figures_text(figures).splitlines()]))
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._context.banner.show_notice(tr("The figures of the rectangle are copied."))

    def can_search(self) -> bool:
        return self._pair() is not None

    def go_to_loss(self) -> None:
        self._search(loses=True)

    def go_to_win(self) -> None:
        self._search(loses=False)

    def _show(self) -> None:
        self.figures.set_region(self.tool.region)
        self.overlay.show_region(self.tool.region)

    def _pair(self) -> tuple[Variant, Variant] | None:
        """Ours, and the rival: the pane that is meant if it is one, else the first. Both finished and of one size."""
        comparison = self._context.comparison
        original = comparison.original
        if original is None or original.picture is None:
            return None
        known = {source: comparison.variant(source) for source in comparison.sources}
        ready = {
            source: variant
            for source, variant in known.items()
            if variant is not None
            and variant.state is State.FINAL
            and variant.picture is not None
            and variant.picture.pixels.shape == original.picture.pixels.shape
        }
        ours = next((ready[source] for source in (NATURAL, SDC) if source in ready), None)
        rivals = [variant for source, variant in ready.items() if source not in (ORIGINAL, SDC, NATURAL)]
        meant = comparison.source_of(self._context.view.meant, holding=False)
        chosen = [variant for variant in rivals if variant.source == meant]
        return (ours, (chosen or rivals)[0]) if ours is not None and rivals else None

    def _search(self, loses: bool) -> None:
        pair, original = self._pair(), self._context.comparison.original
        if pair is not None and original is not None and original.picture is not None:
            self._context.tasks.start("crops", self._find(original.picture, *pair, loses))

    async def _find(self, original: Picture, ours: Variant, theirs: Variant, loses: bool) -> None:
        context, document = self._context, self._context.comparison.document
        first, second = ours.picture, theirs.picture
        assert first is not None and second is not None  # as `_pair` has seen

        def job(stop: StopToken, report: ReportProgress):  # type: ignore[no-untyped-def]  # numpy comes with it
            from ....codec.analysis.crops import extreme_crops
            from ....codec.pictures.images import flattened

            return extreme_crops(flattened(original), flattened(first), flattened(second), stop=stop)

        lost, won = await context.service.study(job)
        if context.comparison.document is not document:
            return
        crop = lost if loses else won
        size = (original.width, original.height)
        self.tool.show(turned_region(crop.region, context.comparison.turn, size))
        names = {"ours": ours.source.name, "theirs": theirs.source.name}
        figures = {"first": number(crop.ours, 3), "second": number(crop.theirs, 3)}
        text = (
            tr("Here {ours} loses most against {theirs}: SSIM of luma {first} against {second}.")
            if loses
            else tr("Here {ours} wins most against {theirs}: SSIM of luma {first} against {second}.")
        )
        if loses and crop.gain >= 0:
            text = tr(
                "{ours} is nowhere worse than {theirs}; here it wins least: SSIM of luma {first} against {second}."
            )
        elif not loses and crop.gain <= 0:
            text = tr(
                "{ours} is nowhere better than {theirs}; here it loses least: SSIM of luma {first} against {second}."
            )
        context.banner.show_notice(text.format(**names, **figures))
