"""Handlers of the actions that open pictures, alone or beside each other."""

from __future__ import annotations

from pathlib import Path

from ...paths import resource
from ..compare.comparison import Comparison
from ..compare.variants import MAX_PANES, ORIGINAL, Source
from ..session.session import Session
from ..toolkit.texts import tr
from ..view.compare_view import CompareView, Layout
from ..widgets.banner import Banner
from ..widgets.file_dialogs import FileDialogs
from .chosen_files import ChosenFiles


class OpenCommands:
    """One method per action; dialogs are the system's own."""

    def __init__(
        self,
        session: Session,
        comparison: Comparison,
        chosen: ChosenFiles,
        dialogs: FileDialogs,
        view: CompareView,
        banner: Banner,
    ) -> None:
        self._session, self._comparison, self._chosen = session, comparison, chosen
        self._dialogs, self._view, self._banner = dialogs, view, banner

    def open_files(self) -> None:
        self._session.open(self._dialogs.pictures(tr("Open pictures")))

    def open_folder(self) -> None:
        if path := self._dialogs.directory(tr("Open a folder")):
            self._session.open([path])

    def close_picture(self) -> None:
        self._comparison.close_document()

    def open_sample(self) -> None:
        """The photo that ships with the program, compressed, beside JPEG at the same size."""
        samples = sorted(resource("samples").glob("*.jpg"))
        if not samples:
            self._session.failed.emit(tr("The sample photo is missing from this installation."))
            return
        self.compare([samples[0]])

    # beside each other

    def compare(self, paths: list[Path]) -> None:
        """Several files or folders beside each other; a photo alone: its `.sdc` beside JPEG at the same size."""
        if len(paths) > 1:
            self._session.compare_files(*paths[:MAX_PANES])
            if len(paths) > MAX_PANES:
                text = tr("Only the first %n pictures are compared.", MAX_PANES)
                self._banner.show_notice(text, of_picture=False)  # the first of them is only coming
        elif paths[0].suffix.lower() == ".sdc":  # what it was made from isn't known
            self._session.open(paths)
            text = tr("Choose what {name} is to be compared with.").format(name=paths[0].name)
            self._banner.show_notice(text, tr("Choose…"), self.choose_second, of_picture=False)  # as above
            return
        else:
            self._session.compare_with_jpeg(paths[0])
        if len(paths) > 2:
            self._view.set_layout(Layout.SIDE)  # a split would hide all but two
        self._split()

    def show(self, paths: list[Path]) -> None:
        """A file as it is, several beside each other."""
        if len(paths) > 1:
            self.compare(paths)
        else:
            self._session.open(paths)

    def compare_selected(self) -> None:
        self.compare(self._chosen.paths())

    def compare_files(self) -> None:
        paths = self._dialogs.pictures(tr("Choose two pictures"))
        if len(paths) == 1:
            second = self._dialogs.picture(tr("And the other"))
            paths = [*paths, second] if second else []
        if len(paths) >= 2:
            self.compare(paths)

    def compare_folders(self) -> None:
        first = self._dialogs.directory(tr("The first folder"))
        second = first and self._dialogs.directory(tr("The second folder"), str(first))
        if first and second:
            self.compare([first, second])

    def choose_second(self) -> None:
        """Another file beside what is open, for a `.sdc` whose original isn't known."""
        if path := self._dialogs.picture(tr("Compare with")):
            self._comparison.set_sources([*self._comparison.sources, Source("file", path)])
            self._view.set_layout(Layout.SPLIT)

    def choose_for_pane(self, pane: int, folder: bool) -> None:
        if folder:
            path = self._dialogs.directory(tr("Compare with the folder"))
        else:
            path = self._dialogs.picture(tr("Compare with"))
        if path:
            self._comparison.set_source(pane, Source("folder" if folder else "file", path))

    def choose_original(self) -> None:
        if path := self._dialogs.picture(tr("Which picture was this made from?")):
            self._comparison.set_original(path)
            if ORIGINAL not in self._comparison.sources:
                self._comparison.set_sources([ORIGINAL, *self._comparison.sources])
            self._split()  # else the original alone would be seen

    def _split(self) -> None:
        if self._view.layout_mode is Layout.SINGLE:
            self._view.set_layout(Layout.SPLIT)
