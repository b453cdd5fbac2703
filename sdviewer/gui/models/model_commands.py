"""The models dialog, and what happens when a `.sdc` was written with a model that isn't here.

Its preview is on screen then (`Comparison.undecoded`); the banner says which model is missing and offers to get it. As
soon as a model with that id is added, by whatever way, the picture is decoded.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ...codec.errors import MissingModelError, PackageError, SdcError
from ..compare.comparison import Comparison
from ..toolkit.error_texts import sentence
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import bytes_text, tr
from ..widgets.banner import Action, Banner
from .model_library import ModelLibrary
from .package_offer import PackageOffer

if TYPE_CHECKING:
    from ...codec.registry import ModelInfo
    from .models_dialog import ModelsDialog


class ModelCommands(QObject):
    """parent: the window that the dialog stands beside."""

    def __init__(
        self,
        library: ModelLibrary,
        comparison: Comparison,
        settings: Settings,
        tasks: Tasks,
        banner: Banner,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._library, self._comparison, self._settings, self._tasks = library, comparison, settings, tasks
        self._banner, self._parent = banner, parent
        self._dialog: ModelsDialog | None = None
        self._missing: MissingModelError | None = None
        self._path: Path | None = None
        self._offer = ""
        self._comparison.undecoded.connect(self._on_undecoded)
        self._comparison.document_changed.connect(self._on_document)
        self._library.added.connect(self._on_added)
        self._library.failed.connect(self._on_failed)
        self.packages = PackageOffer(tasks, self)
        self._comparison.lacking.connect(self._on_lacking)
        self._library.lacking.connect(self._on_lacking)
        self.packages.installed.connect(self._comparison.retry)
        self.packages.installed.connect(self._library.refresh)

    def show(self) -> ModelsDialog:
        """The dialog, which is made once: it is as it was left."""
        if self._dialog is None:
            from .models_dialog import ModelsDialog

            self._dialog = ModelsDialog(self._library, self._settings, self._tasks, self.packages, self._parent)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def add(self, paths: list[Path]) -> None:
        """Files that were dropped on the window."""
        self.show()
        self._library.add(paths)

    def _dialog_is_open(self) -> bool:
        return self._dialog is not None and self._dialog.isVisible()

    # a model that isn't here

    def _on_undecoded(self, error: SdcError) -> None:
        if not isinstance(error, MissingModelError):
            self._banner.show_error(sentence(error))
            return
        document = self._comparison.document
        self._missing, self._path = error, document.path if document else None
        known = (error.model_id if error.name else "", bytes_text(error.nbytes) if error.nbytes else "")
        details = ", ".join(filter(None, known))
        model = f"{error.name or error.model_id} ({details})" if details else error.model_id
        self._offer = tr("This is a preview. The picture needs the model {model}, which isn't here.").format(
            model=model
        )
        self._banner.show_offer(self._offer, *self._ways(error))

    def _ways(self, missing: MissingModelError) -> list[Action]:
        from_disk: Action = (tr("Add from disk…"), self._add_from_disk)
        from_hub: Action = (tr("Get it…"), partial(self.get, missing.name))
        return [from_hub, from_disk] if "/" in missing.name else [from_disk]

    def get(self, repository: str) -> None:
        """Show what getting a model of the hub means."""
        self.show().ask_for(repository)

    def _add_from_disk(self) -> None:
        self.show().choose_file()

    def _on_document(self) -> None:
        document = self._comparison.document
        if self._missing is None or (document is not None and document.path == self._path):
            return  # turned, or decoded anew
        self._missing = None
        if self._banner.text == self._offer:
            self._banner.clear()

    def _on_added(self, info: ModelInfo) -> None:
        missing = self._missing
        if missing is not None and missing.model_id not in (info.model_id, info.identity.text):
            self._offer = tr("'{name}' was added, but it is another model ({id}): the picture needs {wanted}.").format(
                name=info.name, id=info.model_id, wanted=missing.model_id
            )
            self._banner.show_offer(self._offer, *self._ways(missing))
            return
        self._missing = None
        if missing is not None:
            self._banner.clear()
        elif not self._dialog_is_open():
            ready = tr("The model '{name}' is ready.").format(name=info.name)
            self._banner.show_notice(" ".join((ready, *map(sentence, info.notices))))
        self._comparison.retry()

    def _on_lacking(self, error: PackageError) -> None:
        shown = self._dialog if self._dialog is not None and self._dialog_is_open() else None
        self.packages.offer(error, shown.banner if shown is not None else self._banner)

    def _on_failed(self, text: str) -> None:
        if not self._dialog_is_open():
            self._banner.show_error(text)
