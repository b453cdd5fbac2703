"""Rotating and mirroring: it holds for what is shown, copied, saved and compressed, and can be put into a JPEG."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ...codec.errors import StorageError
from ...codec.opening import open_source, reading
from ...service.codec_service import CodecService
from ..compare.comparison import Comparison
from ..compare.variants import ORIGINAL, Document
from ..pictures.images import ORIENTATIONS, UPRIGHT, Turn
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..toolkit.undo import Undo
from ..widgets.banner import Banner

JPEG_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".jfif")


class TurnCommands:
    """One method per action. Files are only changed by `keep`, which loses nothing."""

    def __init__(self, comparison: Comparison, service: CodecService, tasks: Tasks, banner: Banner, undo: Undo) -> None:
        self._comparison, self._service, self._tasks = comparison, service, tasks
        self._banner, self._undo = banner, undo

    def rotate(self, quarters: int) -> None:
        self._turn(self._comparison.turn.rotated(quarters))

    def flip(self, horizontally: bool) -> None:
        self._turn(self._comparison.turn.flipped(horizontally))

    def can_keep(self) -> bool:
        """A JPEG is turned, whose file can say so without being coded anew."""
        document = self._comparison.document
        return document is not None and self._comparison.turn != UPRIGHT and _is_jpeg(document)

    def keep(self) -> None:
        """Write it into the file; nothing where it has been taken back meanwhile."""
        document = self._comparison.document
        if self.can_keep() and document is not None and document.path is not None:
            self._tasks.start("command:turn", self._keep(document.path, self._comparison.turn))

    def _turn(self, turn: Turn) -> None:
        comparison, document, before = self._comparison, self._comparison.document, self._comparison.turn
        comparison.set_turn(turn)
        path = document.path if document is not None else None

        def is_shown_so() -> bool:
            now = comparison.document
            same = now is document or (now is not None and path is not None and now.path == path)
            return same and comparison.turn == turn

        def take_back() -> None:
            comparison.set_turn(before)
            self._banner.clear()

        self._undo.push(is_shown_so, take_back)
        if turn == UPRIGHT or document is None:
            self._banner.clear()
            return
        text = tr("Rotated: so it is copied, saved and compressed. The file stays as it is; Ctrl+Z takes it back.")
        if document.primary != ORIGINAL:
            text = tr("Rotated: so it is copied and saved as a picture. The file stays as it is; Ctrl+Z takes it back.")
        if self.can_keep():
            self._banner.show_notice(text, tr("Keep it in the file"), self.keep)
        else:
            self._banner.show_notice(text)

    async def _keep(self, path: Path, turn: Turn) -> None:
        await self._write(path, turn)
        self._undo.push(lambda: True, lambda: self._tasks.start("command:turn", self._take_back(path, turn)))
        self._banner.show_notice(tr("{name} is rotated, without loss. Ctrl+Z takes it back.").format(name=path.name))

    async def _take_back(self, path: Path, turn: Turn) -> None:
        await self._write(path, turn.inverse)
        self._banner.show_notice(tr("{name} is no longer rotated.").format(name=path.name))

    async def _write(self, path: Path, turn: Turn) -> None:
        await self._service.file_work(partial(write_turned, path, turn))
        self._comparison.turns.pop(path, None)
        document = self._comparison.document
        if document is not None and document.path == path:
            self._comparison.show(path)


def write_turned(path: Path, turn: Turn) -> None:
    """Turn a JPEG by its orientation. Raises InputError where it can't say that, StorageError."""
    from ...codec.pictures.jpeg_orientation import MAX_BYTES, orientation, with_orientation
    from ...service.files import write_atomic

    with reading(path), open_source(path) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise StorageError(f"{path} is too large to be rotated in place. Save it as another picture.")
    wanted = turn.after(ORIENTATIONS[orientation(data) - 1])
    write_atomic(path, with_orientation(data, ORIENTATIONS.index(wanted) + 1), overwrite=True)


def _is_jpeg(document: Document) -> bool:
    return document.path is not None and document.path.suffix.lower() in JPEG_SUFFIXES
