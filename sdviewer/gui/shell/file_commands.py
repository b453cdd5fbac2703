"""Handlers of the actions that concern files and the clipboard."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from ...codec.errors import SdcError
from ...service.files import SUFFIXES
from ..browse import naming, trash
from ..browse.trash import Trashed
from ..compare.comparison import MAX_PANES, Document
from ..compare.variants import ORIGINAL, SDC, Source, State, Variant
from ..pictures.images import to_image
from ..toolkit.texts import tr
from ..view.compare_view import Layout

if TYPE_CHECKING:
    from .main_window import MainWindow

MODEL_SUFFIXES = (".safetensors", ".ckpt", ".pt", ".pth")
"""Those that are refused too, so that the reason is said."""
PICTURE_KINDS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "WebP": (".webp",),
    "TIFF": (".tif", ".tiff"),
}


class FileCommands(QObject):
    """One method per action; dialogs are the system's own, disk work happens on the thread for files."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._comparison = window.session.comparison
        self._trashed: list[list[Trashed]] = []

    # what it is about

    def count(self) -> int:
        """How many files a command is about."""
        gallery = self._window.gallery
        return gallery.selected_count() if gallery.in_grid else int(self._path is not None)

    def chosen(self) -> list[Path]:
        """What a command is about: the selection while the thumbnails are shown, else the open file."""
        gallery = self._window.gallery
        if gallery.in_grid:
            return gallery.selected()
        return [self._path] if self._path is not None else []

    # opening

    def open_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Open pictures"), self._folder(), file_filter())
        self._session.open(names)

    def open_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, tr("Open a folder"), self._folder())
        if name:
            self._session.open([name])

    def compare_files(self) -> None:
        title = tr("Choose two pictures")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, self._folder(), file_filter())
        if len(names) == 1:
            second, _ = QFileDialog.getOpenFileName(self._window, tr("And the other"), self._folder(), file_filter())
            names = [*names, second] if second else []
        if len(names) >= 2:
            self.compare(list(map(Path, names)))

    def compare_folders(self) -> None:
        first = QFileDialog.getExistingDirectory(self._window, tr("The first folder"), self._folder())
        second = first and QFileDialog.getExistingDirectory(self._window, tr("The second folder"), first)
        if second:
            self.compare([Path(first), Path(second)])

    def compare(self, paths: list[Path]) -> None:
        """Several files or folders beside each other; a photo alone: its `.sdc` beside JPEG at the same size."""
        if len(paths) > 1:
            self._session.compare_files(*paths[:MAX_PANES])
            if len(paths) > MAX_PANES:
                self._session.notice.emit(tr("Only the first %n pictures are compared.", MAX_PANES))
        elif paths[0].suffix.lower() == ".sdc":  # what it was made from isn't known
            self._session.open(paths)
            text = tr("Choose what {name} is to be compared with.").format(name=paths[0].name)
            self._window.banner.show_notice(text, tr("Choose…"), self.choose_second)
            return
        else:
            self._session.compare_with_jpeg(paths[0])
        if self._window.view.layout_mode is Layout.SINGLE:
            self._window.view.set_layout(Layout.SPLIT)

    def compare_selected(self) -> None:
        self.compare(self.chosen())

    def choose_second(self) -> None:
        """Another file beside what is open, for a `.sdc` whose original isn't known."""
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Compare with"), self._folder(), file_filter())
        if name:
            self._comparison.set_sources([*self._comparison.sources, Source("file", Path(name))])
            self._window.view.set_layout(Layout.SPLIT)

    def choose_for_pane(self, pane: int, folder: bool) -> None:
        if folder:
            name = QFileDialog.getExistingDirectory(self._window, tr("Compare with the folder"), self._folder())
        else:
            name, _ = QFileDialog.getOpenFileName(self._window, tr("Compare with"), self._folder(), file_filter())
        if name:
            self._comparison.set_source(pane, Source("folder" if folder else "file", Path(name)))

    def choose_original(self) -> None:
        title = tr("Which picture was this made from?")
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._folder(), file_filter())
        if name:
            self._comparison.set_original(Path(name))
            if ORIGINAL not in self._comparison.sources:
                self._comparison.set_sources([ORIGINAL, *self._comparison.sources])
            if self._window.view.layout_mode is Layout.SINGLE:  # else the original alone would be seen
                self._window.view.set_layout(Layout.SPLIT)

    def close_picture(self) -> None:
        self._comparison.close_document()

    # saving

    def save_sdc(self) -> None:
        """Write exactly the bytes that the picture on screen was decoded from."""
        variant, document = self._comparison.variant(SDC), self._comparison.document
        if document is None or variant is None or variant.data is None:
            return
        start = self._beside(document.path, document.name, ".sdc")
        path = naming.ask_where(self._window, tr("Save as SDC"), start, {tr("SDC pictures"): (".sdc",)})
        if path is not None:
            self._start(self._save(document, SDC, path))

    def save_picture(self) -> None:
        """Write the pane's picture as PNG, JPEG, WebP or TIFF."""
        sources, view = self._comparison.sources, self._window.view
        source = sources[view.current] if view.current < len(sources) else sources[0]
        variant, document = self._comparison.variant(source), self._comparison.document
        if document is None or variant is None or variant.picture is None:
            return
        start = self._beside(document.path, document.name, ".png")
        path = naming.ask_where(self._window, tr("Save picture"), start, PICTURE_KINDS)
        if path is not None:
            self._start(self._save(document, source, path))

    async def _save(self, document: Document, source: Source, path: Path) -> None:
        """What is on screen once nothing works on it any more: a number that was typed counts as soon as its field is
        left, as it is for the dialog."""
        variant = self._comparison.variant(source)
        as_sdc = path.suffix.lower() == ".sdc"
        if not (as_sdc and variant is not None and variant.state is State.PREVIEW):  # whose bytes are all there
            variant = await self._comparison.settled(source)
        if self._comparison.document is not document:
            self._session.failed.emit(tr("Nothing was saved, since another picture was opened meanwhile."))
        elif variant is None or (variant.data is None if as_sdc else variant.state is not State.FINAL):
            reason = (variant and variant.message) or tr("Only a preview of it is here.")
            self._session.failed.emit(tr("{path} was not saved. {reason}").format(path=path, reason=reason))
        else:
            await self._write(variant, path, as_sdc)
            self._window.banner.show_notice(tr("Saved: {path}").format(path=path))

    async def _write(self, variant: Variant, path: Path, as_sdc: bool) -> None:
        service = self._session.service
        if as_sdc and variant.data is not None:
            await service.save(variant.data, path, overwrite=True)
        elif variant.picture is not None:
            await service.save_picture(variant.picture, path, overwrite=True)

    # files

    def rename(self) -> None:
        old = next(iter(self.chosen()), None)
        if old is None or not (name := naming.ask_new_name(self._window, old)):
            return
        new = naming.renamed(old, name, SUFFIXES)
        if new is None:
            self._session.failed.emit(tr("No file can be named “{name}”. Choose another name.").format(name=name))
        else:
            self._start(self._rename(old, new))

    async def _rename(self, old: Path, new: Path) -> None:
        await self._session.service.file_work(partial(trash.rename, old, new))
        if old == self._path:
            self._comparison.show(new)
        self._session.browser.replace(old, new)

    @property
    def can_restore(self) -> bool:
        return bool(self._trashed)

    def trash(self) -> None:
        if paths := self.chosen():
            self._start(self._trash(paths))

    async def _trash(self, paths: list[Path]) -> None:
        gone: list[Trashed] = []
        try:
            for path in paths:
                gone.append(await self._session.service.file_work(partial(trash.move, path)))
        finally:  # one may fail where others have gone
            if gone:
                self._after_trash(gone)

    def _after_trash(self, gone: list[Trashed]) -> None:
        self._trashed.append(gone)
        one = tr("{name} is in the trash.").format(name=gone[0].path.name)
        text = tr("%n pictures are in the trash.", len(gone)) if len(gone) > 1 else one
        self._window.banner.show_notice(text, tr("Restore"), self.restore)
        browser, shown = self._session.browser, self._path
        browser.remove(*(trashed.path for trashed in gone))
        if browser.current is None and any(trashed.path == shown for trashed in gone):
            self._comparison.close_document()

    def restore(self) -> None:
        if self._trashed:
            self._start(self._restore(self._trashed.pop()))

    async def _restore(self, group: list[Trashed]) -> None:
        """All that can be; the others may be tried again after what else is in the trash."""
        errors: list[SdcError] = []
        left: list[Trashed] = []
        for trashed in group:
            try:
                await self._session.service.file_work(partial(trash.restore, trashed))
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
        if self._session.browser.covers(path.parent):
            self._session.browser.insert(path)
        else:
            self._window.banner.show_notice(tr("Restored: {path}").format(path=path))

    def show_in_folder(self) -> None:
        if not (paths := self.chosen()):
            return
        folder = paths[0].parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.failed.emit(tr("No file manager could be started. The folder is {path}.").format(path=folder))

    # clipboard

    def copy(self) -> None:
        """The picture and its file; of what is selected among the thumbnails the files."""
        if self._window.gallery.in_grid:
            QGuiApplication.clipboard().setMimeData(files_data(self.chosen()))
        else:
            self._start(self._copy_picture())

    async def _copy_picture(self) -> None:
        document = self._comparison.document
        variant = await self._comparison.settled(document.primary) if document is not None else None
        if variant is None or variant.picture is None or self._comparison.document is not document:
            return
        image = await self._session.service.convert(partial(to_image, variant.picture))
        data = QMimeData()
        data.setImageData(image)
        if variant.path is not None:
            data.setUrls([QUrl.fromLocalFile(str(variant.path))])
        QGuiApplication.clipboard().setMimeData(data)

    def copy_path(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(str, self.chosen())))

    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Open what was pasted or dropped: files, else a picture. Files of models are added."""
        paths = local_paths(data)
        models = [path for path in paths if path.suffix.lower() in MODEL_SUFFIXES]
        if models:
            self._window.models.add(models)
        elif paths:
            self._session.open(paths)
        elif data.hasImage():
            image = data.imageData()
            self._session.open_image(image if isinstance(image, QImage) else image.toImage(), tr("Pasted picture"))
        else:
            self._session.failed.emit(tr("There is no picture in what was given. Copy a picture or a file first."))

    def drag_out(self) -> None:
        """Drag the current file to another program."""
        if self._path is None:
            return
        drag = QDrag(self._window.view)
        drag.setMimeData(files_data([self._path]))
        drag.exec()

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._session.tasks.start(f"command:{id(coroutine)}", coroutine)

    @property
    def _path(self) -> Path | None:
        """Of the file that is open."""
        document = self._comparison.document
        return document.path if document is not None else None

    def _folder(self) -> str:
        return str(self._path.parent) if self._path is not None else self._session.settings.get("last_folder")

    def _beside(self, path: Path | None, name: str, suffix: str) -> Path:
        return (path or Path(self._folder() or ".") / name).with_suffix(suffix)


def local_paths(data: QMimeData) -> list[Path]:
    """The local files among the URLs of a drop or the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def files_data(paths: Iterable[Path]) -> QMimeData:
    """Files for the clipboard or a drag."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def file_filter() -> str:
    """For file dialogs."""
    patterns = "*.sdc *.jpg *.jpeg *.png *.webp *.avif *.heic *.heif *.jxl *.tif *.tiff *.bmp *.gif *.ppm *.psd *.ico"
    return f"{tr('Pictures')} ({patterns} {patterns.upper()});;{tr('All files')} (*)"
