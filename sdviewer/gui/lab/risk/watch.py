"""Has faces and text looked for while a photo is compressed, and not before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ....codec.types import RISK_KINDS, Picture, ReportProgress, Risk, StopToken
from ...compare.variants import ORIGINAL, SDC, State
from ..context import LabContext

_SLOT = "risks"


class RiskWatch(QObject):
    """risks: of the photo that is compressed, as its file has it; none while they are looked for."""

    found = Signal()

    def __init__(self, context: LabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._looked_at: Picture | None = None
        self.risks: tuple[Risk, ...] = ()
        context.comparison.changed.connect(self.refresh)
        context.comparison.document_changed.connect(self.refresh)

    @property
    def is_wanted(self) -> bool:
        """Whether a photo is compressed whose risks somebody wants to see."""
        comparison = self._context.comparison
        document = comparison.document
        compressing = any(source == SDC or source.is_redrawn for source in comparison.sources)
        return bool(
            document and document.primary == ORIGINAL and compressing and self._context.settings.get("lab/risks")
        )

    def refresh(self) -> None:
        """Begin to look, or stop, or do nothing: safe to call at any time."""
        original = self._context.comparison.original
        ready = original is not None and original.state is State.FINAL
        picture = original.picture if original is not None and ready and self.is_wanted else None
        if picture is self._looked_at:
            return
        self._looked_at, had = picture, bool(self.risks)
        self.risks = ()
        self._context.tasks.cancel(_SLOT)
        if picture is not None:
            self._context.tasks.start(_SLOT, self._look(picture))
        elif had:
            self.found.emit()

    async def _look(self, picture: Picture) -> None:
        def job(stop: StopToken, report: ReportProgress) -> tuple[Risk, ...]:
            from ....codec.risk.find import find

            return find(picture, RISK_KINDS, stop)

        risks = await self._context.service.idle.warn(job)
        if picture is self._looked_at:
            self.risks = risks
            self.found.emit()
