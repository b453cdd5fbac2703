"""The models on this machine: what there is, what can be had, and what is on its way."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...service.hub import Plan
from ...service.model_service import missing_packages, usual_folders
from ..toolkit.error_texts import sentence
from ..toolkit.mime import accept_as_copy, local_paths
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import bytes_text, number, tr
from ..widgets.banner import Banner
from ..widgets.dialog_size import open_at
from ..widgets.flow_layout import FlowLayout
from ..widgets.scroll_area import ScrollArea
from .device_chooser import DeviceChooser
from .download_rows import DownloadRows
from .known_models import known_models
from .model_library import ModelLibrary
from .model_list import ModelList, fit_columns, table
from .package_offer import PackageOffer

if TYPE_CHECKING:
    from ...codec.registry import ModelInfo


class ModelsDialog(QDialog):
    """Stays open beside the window. What is begun here goes on when it is closed."""

    def __init__(
        self, library: ModelLibrary, settings: Settings, tasks: Tasks, packages: PackageOffer, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._packages = packages
        self.setWindowTitle(tr("Models"))
        self.setAcceptDrops(True)
        open_at(self, 820, 640)
        self._library, self._settings, self._tasks = library, settings, tasks
        self.banner = Banner()
        self.list = ModelList(self._library)
        self.add_file, self.add_folder = QPushButton(tr("Add &file…")), QPushButton(tr("Add f&older…"))
        self.search, self.check = QPushButton(tr("&Search")), QPushButton(tr("&Check"))
        self.remove = QPushButton(tr("&Remove…"))
        self.offers = table([tr("Name"), tr("Size"), tr("What for")], tr("Models on the hub"))
        self.repository, self.get = QLineEdit(), QPushButton(tr("&Get…"))
        self.repository.setPlaceholderText(tr("owner/name"))
        self.repository.setAccessibleName(tr("Name of a model on the hub"))
        self.jobs = DownloadRows(self._library)
        self.device = DeviceChooser(library, settings, tasks)
        self._fill_offers()
        self._lay_out()
        self._connect_signals()

    def _fill_offers(self) -> None:
        for known in known_models():
            size = f"{number(known.nbytes / 1e6, 0)} MB"
            item = QTreeWidgetItem(self.offers, [known.repository, tr("about {size}").format(size=size), known.text])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        fit_columns(self.offers)

    def _lay_out(self) -> None:
        self._search_menu = QMenu(self.search)
        self.search.setMenu(self._search_menu)
        self.search.setToolTip(tr("Look for autoencoders in the folders of A1111, ComfyUI and diffusers"))
        row = FlowLayout()
        for button in (self.add_file, self.add_folder, self.search, self.check, self.remove):
            row.addWidget(button)
        hub = QHBoxLayout()
        hub.addWidget(self.repository, 1)
        hub.addWidget(self.get)
        below = QHBoxLayout()
        below.addWidget(self.device, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        below.addWidget(buttons)
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(_heading(tr("On this machine")))
        column.addWidget(self.list, 3)
        column.addLayout(row)
        column.addSpacing(6)
        column.addWidget(_heading(tr("From the Hugging Face hub")))
        column.addWidget(self.offers, 4)
        column.addLayout(hub)
        column.addWidget(self.jobs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 14, 18, 14)
        whole.setSpacing(8)
        whole.addWidget(self.banner)
        whole.addWidget(ScrollArea(contents), 1)
        whole.addLayout(below)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in a list or field means that list or field

    def _connect_signals(self) -> None:
        library = self._library
        # from the library
        library.changed.connect(self._refresh)
        library.planned.connect(self._on_planned)
        library.found.connect(self._on_found)
        library.added.connect(lambda info: self.banner.show_notice(_added_text(info)))
        library.failed.connect(self._on_failed)
        library.notice.connect(self.banner.show_notice)
        self._tasks.changed.connect(self._refresh)
        # from the widgets
        self.list.itemSelectionChanged.connect(self._refresh)
        self.list.remove_requested.connect(self._ask_to_remove)
        self.add_file.clicked.connect(self.choose_file)
        self.add_folder.clicked.connect(self._choose_folder)
        self.check.clicked.connect(lambda: library.stop("check") if library.busy("check") else library.check())
        self.remove.clicked.connect(self._ask_to_remove)
        self.offers.itemSelectionChanged.connect(self._on_offer)
        self.offers.itemActivated.connect(lambda *_: self.ask_for(self.repository.text()))
        self.repository.returnPressed.connect(lambda: self.ask_for(self.repository.text()))
        self.repository.textChanged.connect(self._refresh)
        self.get.clicked.connect(self._on_get)
        self._search_menu.aboutToShow.connect(self._fill_search_menu)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._library.refresh()
        self._refresh()
        missing = missing_packages()
        if missing:
            text = tr(
                "Models of Stable Diffusion need packages that aren't installed: {names}. "
                "'pip install sdviewer[sd]' installs them."
            )
            self._packages.offer_names(text.format(names=", ".join(missing)), missing, self.banner)

    # the hub

    def ask_for(self, repository: str) -> None:
        """Ask the hub for a model's size; it is downloaded when the user has agreed to that."""
        if repository.strip():
            self.repository.setText(repository.strip())
            self._library.plan(repository.strip())
            self._refresh()

    def _on_get(self) -> None:
        if self._library.busy("plan"):
            self._library.stop("plan")
        else:
            self.ask_for(self.repository.text())

    def _on_offer(self) -> None:
        chosen = self.offers.selectedItems()
        if chosen:
            self.repository.setText(chosen[0].text(0))

    def _on_planned(self, plan: Plan) -> None:
        if plan.cached is not None:
            text = tr("{name} is in the cache already: nothing needs to be downloaded.").format(name=plan.repository)
            self.banner.show_offer(text, (tr("Add"), partial(self._library.get, plan)))
            return
        text = tr("{name}: {size} to download.").format(name=plan.repository, size=bytes_text(plan.nbytes))
        licence = tr("Licence: {name}.").format(name=plan.licence) if plan.licence else tr("The licence isn't said.")
        self.banner.show_offer(f"{text} {licence}", (tr("Download"), partial(self._library.get, plan)))

    # the disk

    def choose_file(self) -> None:
        """Add files that the user chooses."""
        title, filters = tr("Add a model"), f"{tr('Models')} (*.safetensors *.sft);;{tr('All files')} (*)"
        names, _ = QFileDialog.getOpenFileNames(self, title, self._settings.get("last_folder"), filters)
        self._library.add(map(Path, names))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Add a diffusers folder"))
        if name:
            self._library.add([Path(name)])

    def _fill_search_menu(self) -> None:
        self._search_menu.clear()
        for folder in usual_folders():
            action = self._search_menu.addAction(str(folder).replace("&", "&&"))
            action.triggered.connect(partial(self._search_in, folder))
        self._search_menu.addSeparator()
        self._search_menu.addAction(tr("Choose a folder…")).triggered.connect(self._choose_search)

    def _choose_search(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Look for models in"))
        if name:
            self._search_in(Path(name))

    def _search_in(self, folder: Path, _checked: bool = False) -> None:
        self._library.search(folder)
        text = tr("Looking for autoencoders in {folder}…").format(folder=folder)
        self.banner.show_offer(text, (tr("Stop"), partial(self._library.stop, "search")))

    def _on_found(self, found: list) -> None:
        self.banner.clear()
        if not found:
            self.banner.show_notice(tr("There is no autoencoder in .safetensors files there."))
            return
        from .found_dialog import FoundDialog

        FoundDialog(found, self._library, self).open()

    # the list

    def _ask_to_remove(self) -> None:
        model = self.list.chosen()
        if model is None or not model.removable:
            return
        text = tr("Remove '{name}' ({size})? Files that were written with it can't be opened without it.").format(
            name=model.name, size=bytes_text(model.nbytes)
        )
        self.banner.show_offer(text, (tr("Remove"), partial(self._library.remove, model.name)))

    def _on_failed(self, text: str) -> None:
        if self.isVisible():
            self.banner.show_error(text)

    def _refresh(self) -> None:
        model = self.list.chosen()
        self.remove.setEnabled(model is not None and model.removable)
        self.remove.setToolTip("" if model is None or model.removable else tr("This one wasn't added here."))
        asking, checking = self._library.busy("plan"), self._library.busy("check")
        self.get.setText(tr("Stop asking") if asking else tr("&Get…"))
        self.get.setEnabled(asking or bool(self.repository.text().strip()))
        self.check.setText(tr("Stop checking") if checking else tr("&Check"))
        self.check.setEnabled(checking or any(model.removable for model in self._library.installed))

    # drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            accept_as_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_as_copy(event)
        paths = local_paths(event.mimeData())
        QTimer.singleShot(0, partial(self._library.add, paths))  # the other program waits until this returns


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _added_text(info: ModelInfo) -> str:
    ready = tr("'{name}' is ready. It can be chosen in the compress panel.").format(name=info.name)
    return " ".join((ready, *map(sentence, info.notices)))
