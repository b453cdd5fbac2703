"""The rows of the table of all codecs, made one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ....codec.errors import BudgetError, InputError
from ....codec.types import Encoded, EncodeOptions, Picture, ReportProgress, StopToken
from ....service.codec_service import CodecService
from ....service.threads.worker import Job
from ...toolkit.error_texts import words
from ...toolkit.tasks import Tasks

if TYPE_CHECKING:
    from ....codec.analysis.codecs.row import Row

CODECS = ("sdc", "natural", "jpeg", "webp", "avif", "jxl")
_SLOT = "codec table"


class CodecRows(QObject):
    """rows: by codec. left_out: those that can't hold the picture, with the reason. size: what all keep to."""

    changed = Signal()

    def __init__(self, service: CodecService, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._tasks = service, tasks
        self.rows: dict[str, Row] = {}
        self.left_out: dict[str, str] = {}
        self.picture: Picture | None = None
        self.size = 0
        self.at = ""
        """The codec that is worked on, '' for none."""

    @property
    def is_running(self) -> bool:
        return self._tasks.running(_SLOT)

    def start(self, picture: Picture, size: int, model: str) -> None:
        """All anew."""
        self.picture, self.size, self.rows, self.left_out = picture, size, {}, {}
        self._tasks.start(_SLOT, self._fill(picture, size, model))
        self.changed.emit()

    def stop(self) -> None:
        """What is there stays."""
        self._tasks.cancel(_SLOT)
        self.at = ""
        self.changed.emit()

    async def _fill(self, picture: Picture, size: int, model: str) -> None:
        for codec in [codec for codec in CODECS if codec != "natural"]:
            self._work_on(codec)
            try:
                if codec == "sdc":
                    await self._ours(picture, size, model)
                else:
                    self.rows[codec] = await self._rival(codec, picture, size)
            except InputError as error:
                self.left_out[codec] = words(error)
        self._work_on("")

    def _work_on(self, codec: str) -> None:
        self.at = codec
        self.changed.emit()

    async def _ours(self, picture: Picture, size: int, model: str) -> None:
        """Without metadata, as the rivals, so that all bytes are picture; also in its natural look, if it has one."""
        idle = self._service.idle
        try:
            encoded: Encoded = await idle.encode(picture, EncodeOptions(model, size=size, metadata="strip"))
            reached = True
        except BudgetError:
            encoded = await idle.encode(picture, EncodeOptions(model, quality=0, metadata="strip"))
            reached = False

        def row(look: Picture | None) -> Job[Row]:
            def job(stop: StopToken, report: ReportProgress) -> Row:
                from ....codec.analysis.codecs.table import row_of_ours

                return row_of_ours(picture, encoded, model, reached, look)

            return job

        self.rows["sdc"] = await idle.watched(row(None))
        self._work_on("natural")
        if (natural := await idle.draw(encoded.data, "natural")) is not None:
            self.rows["natural"] = await idle.watched(row(natural))

    async def _rival(self, codec: str, picture: Picture, size: int) -> Row:
        def job(stop: StopToken, report: ReportProgress) -> Row:
            from ....codec.analysis.codecs.table import row

            return row(codec, picture, size, stop=stop)

        return await self._service.idle.watched(job)
