"""Handlers of the actions that concern the clipboard; what is dropped is taken like what is pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage

from ...service.codec_service import CodecService
from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..compare.variants import description
from ..pictures.images import UPRIGHT, to_image, turned_picture
from ..session.session import Session
from ..toolkit.mime import files_data, local_paths
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from .chosen_files import ChosenFiles

MODEL_SUFFIXES = (".safetensors", ".sft", ".ckpt", ".pt", ".pth")
"""Those that are refused too, so that the reason is said."""


class ClipboardCommands:
    """One method per action. add_models: gets files that are models. view: where a drag to other programs begins."""

    def __init__(
        self,
        session: Session,
        comparison: Comparison,
        service: CodecService,
        tasks: Tasks,
        chosen: ChosenFiles,
        gallery: Gallery,
        view: CompareView,
        banner: Banner,
        add_models: Callable[[list[Path]], object],
    ) -> None:
        self._session, self._comparison, self._service, self._tasks = session, comparison, service, tasks
        self._chosen, self._gallery, self._view, self._add_models = chosen, gallery, view, add_models
        self._banner = banner

    def copy(self) -> None:
        """The picture of the pane that is meant, as it is turned, and its file; of selected thumbnails the files."""
        if self._gallery.in_grid:
            QGuiApplication.clipboard().setMimeData(files_data(self._chosen.paths()))
        else:
            self._tasks.start_beside("command", self._copy_picture())

    async def _copy_picture(self) -> None:
        document, turn = self._comparison.document, self._comparison.turn
        source = self._comparison.source_of(self._view.meant, self._view.holding)
        variant = await self._comparison.settled(source) if source is not None else None
        if variant is None or variant.picture is None or self._comparison.document is not document:
            return
        picture = variant.picture
        image = await self._service.convert(lambda: to_image(turned_picture(picture, turn)))
        data = QMimeData()
        data.setImageData(image)
        if variant.path is not None and turn == UPRIGHT:
            data.setUrls([QUrl.fromLocalFile(str(variant.path))])
        QGuiApplication.clipboard().setMimeData(data)
        self._banner.show_notice(tr("Copied: {what}").format(what=description(variant, turn)))

    def copy_path(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(str, self._chosen.paths())))

    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData() or QMimeData())  # None where nothing was ever copied

    def take(self, data: QMimeData) -> None:
        """Open what was pasted or dropped: files, else a picture. Files of models are added."""
        paths = local_paths(data)
        models = [path for path in paths if path.suffix.lower() in MODEL_SUFFIXES]
        if models:
            self._add_models(models)
        elif paths:
            self._session.open(paths)
        elif data.hasImage():
            image = data.imageData()
            self._session.open_image(image if isinstance(image, QImage) else image.toImage(), tr("Pasted picture"))
        else:
            self._tasks.failed.emit(tr("There is no picture in what was given. Copy a picture or a file first."))

    def drag_out(self) -> None:
        """Drag the current file to another program."""
        if self._chosen.open_file is None:
            return
        drag = QDrag(self._view)
        drag.setMimeData(files_data([self._chosen.open_file]))
        drag.exec(Qt.DropAction.CopyAction)  # a file manager must not move it away
