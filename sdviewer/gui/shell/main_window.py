"""The window: puts bars, picture area and panels together and wires them to the session."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ..commands.action_table import table
from ..compare.pane_headers import PaneHeaders
from ..compare.source_menu import SourceMenu
from ..compare.view_presenter import ViewPresenter
from ..compress.panel_place import PanelPlace
from ..compress.save_rows import PendingNote
from ..lab.context import LabContext
from ..lab.menu import lab_menu
from ..session.session import Session
from ..toolkit.actions import Actions
from ..toolkit.mime import accept_as_copy, local_paths
from ..toolkit.texts import tr
from ..toolkit.theme import Theme
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from ..widgets.lazy_panel import LazyPanel
from ..widgets.panel_keys import PanelKeys
from ..widgets.panels import Panels
from ..widgets.picture_area import PictureArea
from ..widgets.tab_order import OrderedWindow
from .closing import Closing
from .drop_zones import DropZones, are_several
from .empty_state import EmptyState
from .full_screen_bar import FullScreenBar
from .handlers import make_handlers
from .menus import RecentMenu, fill_menu_bar
from .spare_turns import SpareTurns, import_compress_panel
from .status_bar import StatusBar
from .surroundings import Surroundings
from .tool_bar import ToolBar
from .window_place import keep_place, restore_place

CONTEXT_MENU = (
    "compress", None, "copy", "copy_path", "show_in_folder", None, "rename", "trash", None, "zoom_fit", "zoom_full",
    "full_screen", None, "inspector",
)  # fmt: skip
"""Ids of the actions in the picture's context menu; None is a separator."""


class MainWindow(OrderedWindow):
    """One window with one session."""

    closed = Signal()
    first_painted = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self._settings, self._browser, self._comparison = session.settings, session.browser, session.comparison
        self.setObjectName("MainWindow")
        self.setWindowTitle("sdviewer")
        self.setAcceptDrops(True)
        self._painted = self._is_closed = False
        self.view, self.banner = CompareView(), Banner()
        self.area = PictureArea(self.banner)
        self.pending_note = PendingNote(session.pending, self.area, self.view)
        self.setCentralWidget(self.area)
        self.panel_keys = PanelKeys(self)
        self.panels = Panels(self, self.panel_keys)
        self._make_actions()
        self._make_pages()
        self._make_bars()
        self.presenter = ViewPresenter(self.view, self.headers, self._comparison, self._settings)
        self._make_panels()
        self._connect_signals()
        self._on_theme()
        restore_place(self, self._settings)
        self.panels.set_visible("compress", False)
        self.actions_.refresh()

    # putting together

    def _make_actions(self) -> None:
        self.actions_ = Actions(self, self._settings)
        session = self.session
        handlers = make_handlers(
            self, session, self.actions_, self.view, self.banner, self.area, self.panels, self.panel_keys,
            self._around_the_picture,
        )  # fmt: skip
        self.gallery, self.chosen, self.opening, self.saving = (
            handlers.gallery, handlers.chosen, handlers.opening, handlers.saving,
        )  # fmt: skip
        self.files, self.clipboard, self.queue, self.models = (
            handlers.files, handlers.clipboard, handlers.queueing, handlers.models,
        )  # fmt: skip
        self.comparing, self.viewing, self.turning, self.slideshow, self.full_screen = (
            handlers.comparing, handlers.viewing, handlers.turning, handlers.slideshow, handlers.full_screen,
        )  # fmt: skip
        self._closing = Closing(self, session, self.queue.may_close)
        lab = LabContext(
            session.comparison, session.settings, session.service, session.tasks, self.view, self.panels, self.banner,
            self, session.browser,
        )  # fmt: skip
        self.actions_.fill(table(handlers, lambda rows: lab_menu(rows, lab)))

    def _make_pages(self) -> None:
        menu = SourceMenu(self._comparison, self._settings, self.actions_, self.opening.choose_for_pane)
        self.headers = PaneHeaders(self.view, self._comparison, menu, self.panel_keys)
        self.empty = EmptyState(self.actions_, self._settings)
        self.empty.recent_clicked.connect(lambda path: self.session.open([path]))
        self.area.add_page(self.empty)
        self.area.add_page(self.view)
        self.area.keep_clear(self.view.foot, self.view.legends_changed)
        self._zones = DropZones(self.area)
        Surroundings(self.view, self._settings, self.theme, self.full_screen)
        self.full_screen_bar = FullScreenBar(self.view, self.actions_, self.full_screen, self.slideshow)

    def _make_bars(self) -> None:
        self.status = StatusBar(self.actions_)
        self.setStatusBar(self.status)
        self.recent_menu = RecentMenu(self._settings, self.session.open, self)
        fill_menu_bar(self.menuBar(), self.actions_, self.recent_menu)
        self.toolbar = ToolBar(self.actions_, self.session.forecast, self.gallery)
        self.addToolBar(self.toolbar)
        self.panel_keys.keep_in(self.toolbar, self.status, self.banner, self.empty, self.pending_note)

    def _make_panels(self) -> None:
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.panels.add("compress", tr("Compress"), LazyPanel(self._make_compress_panel), right)
        self.panels.add("inspector", tr("Information"), LazyPanel(self._make_inspector), right)
        self.panels.add("queue", tr("Compress queue"), LazyPanel(self._make_queue_panel), bottom)
        self._compress_place = PanelPlace(
            self.panels, self.comparing.compressing, lambda: self.gallery.in_grid, lambda: self.full_screen.is_on
        )
        SpareTurns(self._comparison, [*self.gallery.steps, import_compress_panel, lambda: self.compress_panel], self)

    @property
    def compress_panel(self) -> QWidget:
        return self.panels.widget("compress")

    def _make_compress_panel(self) -> QWidget:
        from ..compress.panel import CompressPanel
        from ..models.model_chooser import ModelChooser

        model = ModelChooser(self.session.library, self._settings)
        return CompressPanel(self._comparison, self._settings, self.session.forecast, model, self.actions_["save"])

    def _make_inspector(self) -> QWidget:
        from ..information.inspector import Inspector

        self.inspector = Inspector(self._comparison, self.view)
        return self.inspector

    def _make_queue_panel(self) -> QWidget:
        from ..compress.queue_panel import THUMBNAIL_BYTES, QueuePanel
        from ..models.model_chooser import ModelChooser

        session, settings = self.session, self._settings
        thumbnails = session.thumbnails(THUMBNAIL_BYTES, "queue thumbnails")
        self.queue_panel = QueuePanel(
            session.queue, self.queue, settings, self.actions_, self.theme, thumbnails,
            ModelChooser(session.library, settings), session.pending,
        )  # fmt: skip
        self.queue.asked_for.connect(self.queue_panel.view.setFocus)
        return self.queue_panel

    def _connect_signals(self) -> None:
        session, comparison, browser = self.session, self._comparison, self._browser
        # from the session
        session.failed.connect(self.banner.show_error)
        session.notice.connect(self.banner.show_notice)
        comparison.partial.connect(self._ask_for_part)
        browser.listed.connect(self._on_listed)
        browser.moved.connect(self.banner.leave_picture)  # not when it has come: something may be said of that
        session.tasks.changed.connect(self.actions_.refresh_soon)
        self._settings.changed.connect(self._on_setting)
        comparison.document_changed.connect(self._on_document)
        comparison.changed.connect(self._on_changed)
        comparison.progress.connect(self.status.show_progress)
        # from the handlers
        self.gallery.grid_changed.connect(self._show_page)
        self.gallery.selection_changed.connect(self.actions_.refresh_soon)
        self.full_screen.switched.connect(self.gallery.place_strip)
        self.full_screen.switched.connect(self.actions_.refresh_soon)
        self.queue.open_requested.connect(self.opening.show)
        # from the widgets and the theme
        self.status.stop_requested.connect(comparison.stop)
        self.view.menu_requested.connect(lambda at: self.actions_.pop_up(CONTEXT_MENU, at))
        self.view.step_requested.connect(browser.step)
        self.view.drag_out_requested.connect(self.clipboard.drag_out)
        self.view.layout_changed.connect(self.actions_.refresh_soon)
        self.panels.changed.connect(self._on_panel)
        self.presenter.size_changed.connect(self.status.show_size)
        self.presenter.zoom_changed.connect(self.status.show_zoom)
        self.presenter.readout_changed.connect(self.status.show_readout)
        self.theme.changed.connect(self._on_theme)

    # what happens

    def _on_document(self) -> None:
        document = self._comparison.document
        self._show_page()
        self.setWindowTitle(f"{document.name} – sdviewer" if document else "sdviewer")
        if document is None or document.path is None:
            self.banner.leave_picture()
        if not document:
            self.empty.refresh()
        self._on_listed()

    def _show_page(self) -> None:
        """The picture, the grid in its place, or where to begin."""
        page: QWidget = self.view if self._comparison.document else self.empty
        if self.gallery.in_grid:
            page = self.gallery.make_grid()
            self.area.add_page(page)
        self.area.show_page(page, takes_keys=page is self.view)
        self.gallery.place_strip()
        self._on_changed()

    def _ask_for_part(self, why: str) -> None:
        self.banner.show_offer(why, (tr("Compress what is there"), self._comparison.take_part), of_picture=True)

    def _on_changed(self) -> None:
        self._compress_place.refresh()
        self.actions_.refresh_soon()

    def _on_panel(self) -> None:
        if not self._is_closed:  # panels are hidden once more while the window is taken apart
            self.actions_.refresh_soon()

    def _on_listed(self) -> None:
        is_open = self._comparison.document is not None
        browser = self._browser
        self.status.show_place(browser.index if is_open else -1, len(browser.paths), browser.left_out * is_open)
        self.actions_.refresh_soon()

    def _on_setting(self, name: str) -> None:
        if name == "view/theme":
            self.theme.choose(self._settings.get(name))
        self.actions_.refresh_soon()

    def _on_theme(self) -> None:
        self.toolbar.refresh_icons()
        self.empty.refresh()
        self.status.refresh_icons()

    def _around_the_picture(self) -> dict[str, QWidget]:
        """Bars and panels, the latter by their ids."""
        return {"menu_bar": self.menuBar(), "toolbar": self.toolbar, "status": self.status, **self.panels.docks}

    # Qt's events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:  # a key asks which actions are on
            self.actions_.settle()
        handled = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and not self._painted:
            self._painted = True
            self.first_painted.emit()
        return handled

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            accept_as_copy(event)
            self.empty.set_drop_target(True)
            if are_several(event.mimeData()):
                self._zones.offer()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_as_copy(event)
        self._zones.point(event.position(), _for_queue(event))

    def dragLeaveEvent(self, event: QEvent) -> None:
        self.empty.set_drop_target(False)
        self._zones.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        compresses = _for_queue(event) or self._zones.compresses(event.position())
        self.empty.set_drop_target(False)
        self._zones.hide()
        accept_as_copy(event)
        if compresses and (paths := local_paths(event.mimeData())):
            self.queue.add(paths)
        elif event.source() is None:  # what comes from this window is there already
            self.clipboard.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing.allowed():
            event.ignore()
            return
        if not self.full_screen.is_on:  # else its bars are hidden, and its size is the screen's
            keep_place(self, self._settings)
        event.accept()
        self._is_closed = True
        self.closed.emit()


def _for_queue(event: QDropEvent) -> bool:
    """With Ctrl, what is dropped anywhere is compressed and not opened."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
