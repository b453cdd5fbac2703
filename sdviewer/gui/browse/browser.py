"""The pictures of a folder, and which of them is the current one.

The first picture is asked for before the folder is read (`moved`), then the listing arrives (`listed`) and tells where
among its neighbours it is. What lies around the current picture is loaded ahead, first in the direction of travel.
The folders are watched: files that come, go or are renamed there do so in the list too. A filter leaves some out of the
list, until something else is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...service.codec_service import CodecService
from ..pictures.loader import Loader
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .filtering import Filter, FilteredList
from .folder_reader import FolderReader
from .folder_watch import FolderWatch
from .named import Named, look_at
from .reading_ahead import ReadingAhead
from .sorting import place_of, renamed


class Browser(QObject):
    """A list of files with a place in it."""

    moved = Signal(Path)
    """This picture is to be shown."""
    listed = Signal()
    """The list, its order or the place in it is another one."""
    opened = Signal(bool)
    """Something else is browsed from now on; whether a folder was asked for, and not a file."""
    refreshed = Signal()
    """The folder was read again, since something in it has changed."""
    folder_changed = Signal()
    """Another folder is browsed, or its subfolders are known."""
    filter_changed = Signal()
    refused = Signal(str)
    """Why nothing of what was asked for can be opened, in words."""
    left_something_out = Signal(str)
    """What of it isn't opened, and why."""

    def __init__(self, service: CodecService, loader: Loader, tasks: Tasks, settings: Settings) -> None:
        super().__init__()
        self._service, self._loader, self._tasks, self._settings = service, loader, tasks, settings
        self._list = FilteredList()
        self._anchor: Path | None = None  # was the current picture before it was left out
        self.subfolders: list[Path] = []
        """Of `folder`."""
        self._index = -1
        self._elsewhere = False
        self._direction = 1
        self._steps: int | None = None  # asked for while the neighbours of a file are found out; None: they are known
        self._folders: list[Path] = []
        self._opened_file: Path | None = None
        self._ahead = ReadingAhead(loader, tasks, settings)
        self._reader = FolderReader(service, settings)
        self._watch = FolderWatch()
        self._watch.changed.connect(lambda: tasks.start("watch", self._refresh()))

    @property
    def paths(self) -> Sequence[Path]:
        """The pictures in their order; another object when they have changed, which itself never does."""
        return self._list.paths

    @property
    def filter(self) -> Filter:
        return self._list.filter

    @property
    def index(self) -> int:
        """The place of the current picture, -1 if there is none."""
        return -1 if self._elsewhere else self._index

    @property
    def current(self) -> Path | None:
        return None if self._elsewhere else self._at_place

    @property
    def folder(self) -> Path | None:
        """The one that is browsed; None where the list is the user's own, or of several folders."""
        return self._folders[0] if len(self._folders) == 1 else None

    @property
    def left_out(self) -> int:
        """How many files the filter leaves out."""
        return len(self._list.left_out)

    @property
    def has_others(self) -> bool:
        """There is something to step to, or it is being found out."""
        return len(self._list.paths) > (self.index >= 0) or (self._steps is not None and self._tasks.running("list"))

    @property
    def _at_place(self) -> Path | None:
        return self._list.paths[self._index] if 0 <= self._index < len(self._list.paths) else None

    def covers(self, folder: Path) -> bool:
        """Whether a file in this folder belongs to the list; to one of the user's own, any may."""
        return not self._folders or folder in self._folders

    def look_elsewhere(self, on: bool) -> None:
        """Say whether what is on screen is none of the list, or nothing; the place in the list is kept."""
        if on != self._elsewhere:
            self._elsewhere = on
            self.listed.emit()

    def open(self, paths: list[Path]) -> None:
        """Browse a folder, a file among its neighbours, or exactly these files (folders among them opened up), as far
        as they are pictures; where none is, what is browsed stays."""
        if paths:
            self._steps = 0 if len(paths) == 1 else None
            self._tasks.start("list: what it is", self._open(paths))

    def step(self, by: int) -> None:
        """To a later (or earlier, negative) picture; stops at the ends. As soon as these are known."""
        if self._steps is not None and self._tasks.running("list"):
            self._steps += by
            return
        self.go(min(max(self._index + by, 0), len(self._list.paths) - 1))

    def step_around(self) -> None:
        """To the next picture, after the last one to the first."""
        self.go((self._index + 1) % max(1, len(self._list.paths)))

    def go(self, index: int) -> None:
        if 0 <= index < len(self._list.paths) and (index != self._index or self._elsewhere):
            self._direction = 1 if index > self._index else -1
            self._move(index)
            self.listed.emit()

    def _move(self, index: int) -> None:
        self._ahead.stop()  # what is wanted now doesn't wait for what may be
        self._index, self._elsewhere = index, False
        self.moved.emit(self._list.paths[index])

    def sort(self) -> None:
        """Put the list in the order that the settings ask for; the current picture stays."""
        self._tasks.start("sort", self._arranged())

    def set_filter(self, filter: Filter) -> None:
        """List only what matches. What is shown stays, even if it doesn't match."""
        if self._list.set_filter(filter):
            self.filter_changed.emit()
            self._tasks.start("sort", self._arranged())

    def remove(self, *gone: Path) -> None:
        """Files are gone: if the current one is among them, show what follows it."""
        for path in gone:
            self._loader.forget(path)
        without = set(gone)
        self._take([path for path in self._list.whole if path not in without])

    def insert(self, path: Path) -> None:
        """A file has come (back), or was written: it is shown in its place."""
        if path not in self._list.paths:
            self._list.insert(path)
        self._move(self._list.paths.index(path))
        self.sort()

    def replace(self, old: Path, new: Path) -> None:
        """The file has another name."""
        self._list.rename(old, new)
        self._loader.forget(old)
        self.sort()

    def preload(self) -> None:
        """Load the neighbours ahead; called when the current picture is on screen."""
        self._ahead.start(self._list.paths, self._index, self._direction)

    async def _open(self, paths: list[Path]) -> None:
        named = await look_at(paths, self._service, self._loader)
        if not named.files and not named.folders:
            self._steps = None
            self.refused.emit(named.refusal)
        elif len(paths) == 1 and named.files:
            self._tasks.start("list", self._open_one(paths[0]))
        else:
            self._tasks.start("list", self._open_many(named))

    async def _open_one(self, path: Path) -> None:
        self._begin([path], path)
        before, found = None, self._list.paths
        while before is not self._list.paths:  # else it was renamed or is gone while its folder was read
            before = self._list.paths
            found = await self._reader.read([path.parent], self._list.whole, before)
        steps, self._steps = self._steps, None
        self._place(found, path)
        self._watch_folders([path.parent], path)
        if steps:
            self.step(steps)

    async def _open_many(self, named: Named) -> None:
        files, folders = named.files, named.folders
        if files:
            self._begin(files, files[0])
        found = await self._reader.read(folders, self._list.whole) if folders else []
        if files:
            self._place(files + [p for p in found if p not in files], files[0])
            self._watch_folders([])  # the list is the user's own
        else:
            await self._begin_found(folders, found)
        if named.left_out:
            self.left_something_out.emit(named.left_out)

    async def _begin_found(self, folders: list[Path], paths: list[Path]) -> None:
        """One in which are only folders is shown too, so that one can go on from there."""
        self._steps = None
        if paths or (len(folders) == 1 and await self._reader.subfolders(folders[0])):
            self._begin(paths, None)
            self._watch_folders(folders)
        else:
            self.refused.emit(tr("There are no pictures in what was opened. Choose another folder."))

    def _begin(self, paths: list[Path], file: Path | None) -> None:
        self._tasks.cancel("watch")
        self._tasks.cancel("sort")
        self._anchor, self._direction = None, 1
        if self._list.begin(paths):
            self.filter_changed.emit()
        self.opened.emit(file is None)
        self._index = -1
        if paths:
            self._move(0)
        self.listed.emit()

    def _place(self, paths: list[Path], current: Path) -> None:
        """The list has come; the user may have stepped on meanwhile, but never away from what is shown."""
        shown = self._at_place or current
        self._list.put(paths)
        self._index = max(0, place_of(shown, self._list.paths))
        self.listed.emit()

    def _take(self, found: list[Path], instead: Path | None = None) -> None:
        """Files of which some may be gone. If the current one is, show `instead`, else what followed it."""
        paths, self._list.left_out = self._list.split(found)
        if paths == self._list.paths:
            return
        shown = self._at_place
        if place_of(shown, paths) < 0:
            left = set(paths)
            around = self._list.paths[self._index :] + self._list.paths[: max(0, self._index)][::-1]
            shown = instead or next((path for path in around if path in left), None)
        moves = shown is not None and shown != self._at_place and not self._elsewhere
        self._list.paths = paths
        self._index = place_of(shown, paths)
        if moves:
            self._move(self._index)
        self.listed.emit()

    def _watch_folders(self, folders: list[Path], file: Path | None = None) -> None:
        """file: is in the list though it may not look like a picture by its name."""
        self._folders, self._opened_file = folders, file
        self._watch.watch(folders)
        self.subfolders = []
        self.folder_changed.emit()
        self._tasks.start("subfolders", self._read_subfolders())

    async def _read_subfolders(self) -> None:
        found = await self._reader.subfolders(self.folder)
        if found != self.subfolders:
            self.subfolders = found
            self.folder_changed.emit()

    async def _refresh(self) -> None:
        """Read the folders again."""
        try:
            before: list[Path] = []
            found: list[Path] = []
            names: tuple[Path, Path] | None = None
            while before is not self._list.paths:  # else it has become another list while the folder was read
                before, file = self._list.paths, self._opened_file
                stays = file is not None and await self._service.file_work(file.exists)
                found = await self._reader.read(self._folders, self._list.whole, [file] if file and stays else [])
                names = await self._service.file_work(partial(renamed, self._list.whole, found))
            instead = names[1] if names is not None and names[0] == self._at_place else None
            if instead is not None:
                self._list.keep(instead)
            self._take(found, instead)
            self.refreshed.emit()
            await self._read_subfolders()
        finally:
            self._watch.handled()

    async def _arranged(self) -> None:
        """The picture that is shown keeps its place, or gets it back; nothing else is shown instead."""
        before, paths = None, self._list.paths
        while before is not self._list.paths:  # else it has become another list meanwhile
            before = self._list.paths
            paths = await self._reader.ordered(self._list.whole)
        self._anchor = self._at_place or self._anchor
        self._list.put(paths)
        self._index = place_of(self._anchor, self._list.paths)
        self.listed.emit()
