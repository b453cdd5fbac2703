"""Handlers of the actions that change files: another name, to the trash and back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ...codec.errors import SdcError
from ...service.codec_service import CodecService
from ...service.files import SUFFIXES
from ..browse import naming, trash
from ..browse.browser import Browser
from ..browse.trash import Trashed
from ..compare.comparison import Comparison
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..toolkit.undo import Undo
from ..widgets.banner import Banner
from .chosen_files import ChosenFiles


class FileCommands:
    """One method per action; disk work happens on the thread for files."""

    def __init__(
        self,
        chosen: ChosenFiles,
        browser: Browser,
        comparison: Comparison,
        service: CodecService,
        tasks: Tasks,
        banner: Banner,
        undo: Undo,
        parent: QWidget,
    ) -> None:
        self._chosen, self._browser, self._comparison = chosen, browser, comparison
        self._service, self._tasks, self._banner, self._parent = service, tasks, banner, parent
        self._undo = undo
        self._trashed: list[list[Trashed]] = []

    def rename(self) -> None:
        old = next(iter(self._chosen.paths()), None)
        if old is None or not (name := naming.ask_new_name(self._parent, old)):
            return
        new = naming.renamed(old, name, SUFFIXES)
        if new is None:
            self._tasks.failed.emit(tr("No file can be named “{name}”. Choose another name.").format(name=name))
        else:
            self._tasks.start_beside("command", self._rename(old, new))

    async def _rename(self, old: Path, new: Path, undoable: bool = True) -> None:
        await self._service.file_work(partial(trash.rename, old, new))
        if old == self._chosen.open_file:
            self._comparison.show(new)
        self._browser.replace(old, new)
        if undoable:
            back = partial(self._rename, new, old, undoable=False)
            self._undo.push(lambda: True, lambda: self._tasks.start_beside("command", back()))

    def trash(self) -> None:
        if paths := self._chosen.paths():
            self._tasks.start_beside("command", self._trash(paths))

    async def _trash(self, paths: list[Path]) -> None:
        gone: list[Trashed] = []
        try:
            for path in paths:
                gone.append(await self._service.file_work(partial(trash.move, path)))
        finally:  # one may fail where others have gone
            if gone:
                self._after_trash(gone)

    def _after_trash(self, gone: list[Trashed]) -> None:
        self._trashed.append(gone)
        self._undo.push(lambda: gone in self._trashed, self.restore)
        one = tr("{name} is in the trash.").format(name=gone[0].path.name)
        text = tr("%n pictures are in the trash.", len(gone)) if len(gone) > 1 else one
        shown = self._chosen.open_file
        self._browser.remove(*(trashed.path for trashed in gone))
        if self._browser.current is None and any(trashed.path == shown for trashed in gone):
            self._comparison.close_document()
        self._banner.show_notice(text, tr("Restore"), self.restore)

    def restore(self) -> None:
        if self._trashed:
            self._tasks.start_beside("command", self._restore(self._trashed.pop()))

    async def _restore(self, group: list[Trashed]) -> None:
        """All that can be; the others may be tried again after what else is in the trash."""
        errors: list[SdcError] = []
        left: list[Trashed] = []
        for trashed in group:
            try:
                await self._service.file_work(partial(trash.restore, trashed))
            except SdcError as error:
                errors.append(error)
                left += [trashed] if trashed.held is not None else []
            else:
                self._after_restore(trashed.path)
        if left:
            self._trashed.insert(0, left)
        if errors:
            raise errors[0]

    def _after_restore(self, path: Path) -> None:
        if self._browser.covers(path.parent):
            self._browser.insert(path)
        else:
            self._banner.show_notice(tr("Restored: {path}").format(path=path))

    def show_in_folder(self) -> None:
        if not (paths := self._chosen.paths()):
            return
        folder = paths[0].parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._tasks.failed.emit(tr("No file manager could be started. The folder is {path}.").format(path=folder))
