"""Of a huge `.sdc` only what is looked at is drawn, at its own pixels; the rest stays a preview until it is needed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ...codec.errors import SdcError
from ...codec.types import Picture, Region, ReportProgress, StopToken, no_progress
from ...service.codec_service import CodecService
from ..pictures.geometry import Rect
from ..pictures.images import UPRIGHT, Patch
from ..pictures.loader import Loader
from ..toolkit.tasks import Tasks
from ..toolkit.texts import number, tr
from ..view.compare_view import CompareView
from .comparison import Comparison
from .variants import Variant

PAUSE_MS = 120
"""After the last move, before what is in view then is drawn."""
MOST_PIXELS = 10_000_000
"""Of a region. Where more is in view, the preview shows it as well as the screen can, or nearly."""
AROUND = 0.25
"""Of what is in view, on each side, so that small moves find it drawn."""
_SLOT = "region"


class RegionDrawer(QObject):
    """Draws what comes into view, and nothing where the picture is drawn whole."""

    def __init__(
        self, comparison: Comparison, service: CodecService, loader: Loader, tasks: Tasks, view: CompareView
    ) -> None:
        super().__init__(view)
        self._comparison, self._service, self._loader, self._tasks, self._view = (
            comparison, service, loader, tasks, view,
        )  # fmt: skip
        self._told: Picture | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._draw)
        for changed in (view.viewport_changed, comparison.changed, comparison.document_changed, comparison.incomplete):
            changed.connect(self._look)

    def _look(self) -> None:
        comparison = self._comparison
        if comparison.in_parts and (comparison.comparing or comparison.map_name):
            comparison.whole_needed.emit()
        elif self._wanted() is not None:
            self._timer.start()

    def _wanted(self) -> Rect | None:
        """What is in view and isn't drawn."""
        comparison, viewport = self._comparison, self._view.viewport
        primary = comparison.primary
        if not comparison.in_parts or comparison.turn != UPRIGHT or primary is None or primary.image is None:
            return None
        seen = viewport.visible()
        is_enough = viewport.scale * primary.width <= primary.image.size[0]
        if is_enough or not seen.width or not seen.height or seen.width * seen.height > MOST_PIXELS:
            return None
        patch = comparison.patch
        return None if patch is not None and patch.part.covers(seen) else seen

    def _draw(self) -> None:
        seen, primary = self._wanted(), self._comparison.primary
        if seen is not None and primary is not None and primary.data is not None:
            self._tell(primary)
            self._tasks.start(_SLOT, self._region(primary, primary.data, self._with_surroundings(seen, primary)))

    def _with_surroundings(self, seen: Rect, primary: Variant) -> Rect:
        across, down = int(AROUND * seen.width), int(AROUND * seen.height)
        left, top = max(0, int(seen.x) - across), max(0, int(seen.y) - down)
        right, bottom = min(primary.width, int(seen.right) + across), min(primary.height, int(seen.bottom) + down)
        around = Rect(left, top, right - left, bottom - top)
        return around if around.width * around.height <= MOST_PIXELS else seen

    async def _region(self, primary: Variant, data: bytes, part: Rect) -> None:
        region = Region(int(part.x), int(part.y), int(part.width), int(part.height))
        natural = self._comparison.shows_natural

        def job(stop: StopToken, report: ReportProgress) -> Picture:
            from ...codec import pipeline

            return pipeline.decode(data, report, stop, "natural" if natural else "faithful", region, partial=True)

        self._comparison.loading.emit(primary.path.name if primary.path is not None else "")
        try:
            picture = await self._service.study(job, no_progress)
        except SdcError:
            return  # the preview stays, and says so itself
        finally:
            self._comparison.loading.emit("")
        image = await self._loader.image(picture)
        if self._comparison.primary is primary:
            self._comparison.show_patch(Patch(part, image))

    def _tell(self, primary: Variant) -> None:
        """Once for each picture."""
        if primary.picture is not self._told:
            self._told = primary.picture
            text = tr("Of {size} megapixels only what is looked at is drawn. The menu View draws the whole picture.")
            self._comparison.noticed.emit(text.format(size=number(primary.width * primary.height / 1e6, 0)))
