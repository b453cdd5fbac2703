"""The window: puts menus, tool bar, picture area, panels and status bar together and wires them to the session."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QWidget,
)

from ..browse.gallery import Gallery
from ..compare.pane_headers import PaneHeaders
from ..compare.view_binding import ViewBinding
from ..compress.queue_commands import QueueCommands
from ..models.model_commands import ModelCommands
from ..toolkit import icons
from ..toolkit.actions import Actions
from ..toolkit.texts import tr
from ..toolkit.theme import Theme, surround
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from ..widgets.panel_keys import PanelKeys
from ..widgets.picture_area import PictureArea
from .action_table import CONTEXT_MENU, TOOLBAR, menu_titles, table
from .commands import Commands
from .drop_zones import DropZones, are_several
from .empty_state import EmptyState
from .file_commands import FileCommands, local_paths
from .full_screen import FullScreen
from .session import Session
from .status_bar import StatusBar

WINDOW_STATE_VERSION = 1


class MainWindow(QMainWindow):
    """One window with one session. Panels are added by `add_panel`."""

    closed = Signal()
    first_painted = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self.setObjectName("MainWindow")
        self.setWindowTitle("sdviewer")
        self.setAcceptDrops(True)
        self._panels: dict[str, QDockWidget] = {}
        self._painted = self._is_closed = self._was_compressing = False
        self.view = CompareView()
        self.files = FileCommands(self)
        self.commands = Commands(self)
        self.models = ModelCommands(self)
        self.queue = QueueCommands(self)
        self.gallery = Gallery(self)
        self.actions_ = Actions(table(self), self, session.settings)
        self.banner = Banner()
        self.panel_keys = PanelKeys(self)
        self.headers = PaneHeaders(self.view, self)
        self.empty = EmptyState(self.actions_, session.settings)
        self.empty.recent_clicked.connect(lambda path: session.open([path]))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self.area = PictureArea(self.banner, self._pages)
        self.setCentralWidget(self.area)
        self._zones = DropZones(self.area)
        self.status = StatusBar(self.actions_)
        self.setStatusBar(self.status)
        self.binding = ViewBinding(self)
        self.full_screen = FullScreen(self)
        self._make_menus()
        self._make_toolbar()
        self._add_own_panels()
        self._connect_signals()
        self._on_theme()
        self._restore()
        self.actions_.refresh()

    # putting together

    def _make_menus(self) -> None:
        self.menus: dict[str, QMenu] = {}
        for id, title in menu_titles().items():
            menu = self.menus[id] = self.menuBar().addMenu(title)
            section = 0
            for spec in self.actions_.specs.values():
                if spec.menu == id:
                    if spec.section != section:
                        menu.addSeparator()
                        section = spec.section
                    menu.addAction(self.actions_[spec.id])
        self.recent_menu = QMenu(tr("Open &recent"), self)
        self.menus["file"].insertMenu(self.actions_["save"], self.recent_menu)
        self.menus["file"].insertSeparator(self.actions_["save"])
        self.recent_menu.aboutToShow.connect(self._fill_recent)

    def _make_toolbar(self) -> None:
        self.toolbar = QToolBar(tr("Tool bar"))
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setIconSize(QSize(20, 20))
        self.toolbar.setMovable(False)
        self.addToolBar(self.toolbar)
        self.panel_keys.keep_in(self.toolbar, self.status, self.banner)
        for id in TOOLBAR:
            if id is None:
                self.toolbar.addSeparator()
            else:
                self.toolbar.addAction(self.actions_[id])
                button = self.toolbar.widgetForAction(self.actions_[id])
                button.setAccessibleName(self.actions_[id].text().replace("&", "").rstrip("…"))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Qt's own button for what a narrow window has no room for; the style's arrow is black in the dark theme too.
        self.more = self.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
        if self.more is not None:
            self.more.setIconSize(QSize(12, 12))
            self.more.setAccessibleName(tr("More tools"))
            self.more.setToolTip(tr("More tools"))

    def _add_own_panels(self) -> None:
        from ..compare.inspector import Inspector
        from ..compress.panel import CompressPanel
        from ..widgets.lazy_panel import LazyPanel

        self.compress_panel = CompressPanel(self)
        self.add_panel("compress", tr("Compress"), self.compress_panel, Qt.DockWidgetArea.RightDockWidgetArea)
        self.inspector = Inspector(self.session.comparison)
        self.add_panel("inspector", tr("Information"), self.inspector, Qt.DockWidgetArea.RightDockWidgetArea)
        queue = LazyPanel(self._make_queue_panel)
        self.add_panel("queue", tr("Compress queue"), queue, Qt.DockWidgetArea.BottomDockWidgetArea)

    def _make_queue_panel(self) -> QWidget:
        from ..compress.queue_panel import QueuePanel

        self.queue_panel = QueuePanel(self)
        return self.queue_panel

    def add_panel(self, id: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """A panel at the window's edge, hidden until `toggle_panel` or its action shows it."""
        dock = QDockWidget(title, self)
        dock.setObjectName(id)
        dock.setWidget(widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self.addDockWidget(area, dock)
        self.panel_keys.keep_in(dock)
        dock.hide()
        dock.visibilityChanged.connect(self._on_panel)
        self._panels[id] = dock
        return dock

    def _connect_signals(self) -> None:
        session, comparison = self.session, self.session.comparison
        # from the session
        session.failed.connect(self.banner.show_error)
        session.notice.connect(self.banner.show_notice)
        session.browser.listed.connect(self._on_listed)
        session.browser.moved.connect(self.banner.clear_errors)  # not when it has come: of that an error may be
        self.gallery.grid_changed.connect(self._show_page)
        self.gallery.selection_changed.connect(self.actions_.refresh)
        session.tasks.changed.connect(self.actions_.refresh)
        session.settings.changed.connect(self._on_setting)
        comparison.document_changed.connect(self._on_document)
        comparison.changed.connect(self._on_changed)
        comparison.progress.connect(self.status.show_progress)
        # from the widgets
        self.status.stop_requested.connect(comparison.stop)
        self.view.menu_requested.connect(lambda at: self.show_menu(CONTEXT_MENU, at))
        self.view.step_requested.connect(session.browser.step)
        self.view.drag_out_requested.connect(self.files.drag_out)
        self.view.layout_changed.connect(self.actions_.refresh)
        # from the theme
        self.theme.changed.connect(self._on_theme)

    # what happens

    def _on_document(self) -> None:
        document = self.session.comparison.document
        self._show_page()
        self.setWindowTitle(f"{document.name} – sdviewer" if document else "sdviewer")
        if document is None or document.path is None:
            self.banner.clear_errors()
        if not document:
            self.empty.refresh()
        self._on_listed()

    def _show_page(self) -> None:
        """The picture, the grid in its place, or where to begin."""
        page: QWidget = self.view if self.session.comparison.document else self.empty
        if self.gallery.in_grid:
            page = self.gallery.make_grid()
            if self._pages.indexOf(page) < 0:
                self._pages.addWidget(page)
        before = self._pages.currentWidget()
        if before is not None:  # else a hidden page keeps the window as large as it needs itself
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._pages.setCurrentWidget(page)
        if page is self.view:
            self.view.setFocus()
        self.gallery.place_strip()
        self.actions_.refresh()

    def _on_changed(self) -> None:
        compressing = self.commands.compressing()
        if compressing != self._was_compressing:  # else it stays as the user left it
            self._was_compressing = compressing
            self._panels["compress"].setVisible(compressing and not self.full_screen.is_on)
        self.actions_.refresh()

    def _on_panel(self) -> None:
        if not self._is_closed:  # panels are hidden once more while the window is taken apart
            self.actions_.refresh()

    def _on_listed(self) -> None:
        browser = self.session.browser
        is_open = self.session.comparison.document is not None
        self.status.show_place(browser.index if is_open else -1, len(browser.paths))
        self.actions_.refresh()

    def _on_setting(self, name: str) -> None:
        if name == "view/theme":
            self.theme.choose(self.session.settings.get(name))
        elif name == "view/background":
            self._on_theme()
        self.actions_.refresh()

    def _on_theme(self) -> None:
        palette = self.view.palette()
        brush, text = surround(self.session.settings.get("view/background"), self.theme.dark)
        palette.setBrush(palette.ColorRole.Base, brush)
        palette.setColor(palette.ColorRole.Text, text)
        self.view.setPalette(palette)
        self.actions_.refresh_icons(id for id in TOOLBAR if id)
        if self.more is not None:
            self.more.setIcon(icons.icon("more"))
        self.empty.refresh()
        self.status.refresh_icons()

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        recent = self.session.settings.get("recent")
        for path in recent:
            action = self.recent_menu.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda _=False, path=path: self.session.open([path]))
        self.recent_menu.addSeparator()
        clear = self.recent_menu.addAction(tr("Clear this list"))
        clear.setEnabled(bool(recent))
        clear.triggered.connect(lambda: self.session.settings.set("recent", []))

    def show_menu(self, ids: Iterable[str | None], at: QPoint) -> None:
        """A context menu of actions; None is a separator."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id in ids:
            if id is None:
                menu.addSeparator()
            else:
                menu.addAction(self.actions_[id])
        menu.popup(at)

    # panels

    def toggle_panel(self, id: str) -> None:
        dock = self._panels[id]
        dock.setVisible(not dock.isVisible())
        if dock.isVisible() and self.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea:
            self.resizeDocks([dock], [self.height() // 2], Qt.Orientation.Vertical)  # else it gets what others leave

    def inspector_visible(self) -> bool:
        return self.panel_visible("inspector")

    def menu_bar_visible(self) -> bool:
        return self.menuBar().isVisible()

    def panel_visible(self, id: str) -> bool:
        return id in self._panels and self._panels[id].isVisible()

    def bars_and_panels(self) -> dict[str, QWidget]:
        """All that is around the picture, the panels by their ids."""
        return {"menu_bar": self.menuBar(), "toolbar": self.toolbar, "status": self.status, **self._panels}

    # Qt's events

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and not self._painted:
            self._painted = True
            self.first_painted.emit()
        return handled

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            self.empty.set_drop_target(True)
            if are_several(event.mimeData()):
                self._zones.offer()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()
        self._zones.point(event.position(), _for_queue(event))

    def dragLeaveEvent(self, event: QEvent) -> None:
        self.empty.set_drop_target(False)
        self._zones.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        compresses = _for_queue(event) or self._zones.compresses(event.position())
        self.empty.set_drop_target(False)
        self._zones.hide()
        event.acceptProposedAction()
        if compresses and (paths := local_paths(event.mimeData())):
            self.queue.add(paths)
        elif event.source() is None:  # what comes from this window is there already
            self.files.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        settings = self.session.settings
        if not self.queue.may_close():
            event.ignore()
            return
        if not self.full_screen.is_on:  # else its bars are hidden, and its size is the screen's
            settings.set_blob("window/geometry", self.saveGeometry())
            settings.set_blob("window/state", self.saveState(WINDOW_STATE_VERSION))
        event.accept()
        self._is_closed = True
        self.closed.emit()

    def _restore(self) -> None:
        settings = self.session.settings
        geometry, state = settings.blob("window/geometry"), settings.blob("window/state")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        else:
            available = QApplication.primaryScreen().availableGeometry()
            self.resize(min(1280, int(available.width() * 0.85)), min(840, int(available.height() * 0.85)))
        if isinstance(state, QByteArray):
            self.restoreState(state, WINDOW_STATE_VERSION)
        self._panels["compress"].hide()


def _for_queue(event: QDropEvent) -> bool:
    """With Ctrl, what is dropped anywhere is compressed and not opened."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
