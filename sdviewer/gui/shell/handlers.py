"""Makes what the actions call, and gives each handler the few parts that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMainWindow, QWidget

from ..animation.player import Player
from ..browse.gallery import Gallery
from ..browse.turn_commands import TurnCommands
from ..commands.action_table import Handlers
from ..commands.chosen_files import ChosenFiles
from ..commands.clipboard_commands import ClipboardCommands
from ..commands.compare_commands import CompareCommands
from ..commands.dialog_commands import DialogCommands
from ..commands.file_commands import FileCommands
from ..commands.full_screen import FullScreen
from ..commands.open_commands import OpenCommands
from ..commands.save_commands import SaveCommands
from ..commands.slideshow import Slideshow
from ..commands.view_commands import ViewCommands
from ..compare.comparison import Comparison
from ..compare.regions import RegionDrawer
from ..compare.variants import State
from ..compress.queue_commands import QueueCommands
from ..models.finer_offer import FinerOffer
from ..models.model_commands import ModelCommands
from ..session.session import Session
from ..toolkit.actions import Actions
from ..toolkit.undo import Undo
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from ..widgets.file_dialogs import FileDialogs
from ..widgets.panel_keys import PanelKeys
from ..widgets.panels import Panels
from ..widgets.picture_area import PictureArea


def make_handlers(
    window: QMainWindow,
    session: Session,
    actions: Actions,
    view: CompareView,
    banner: Banner,
    area: PictureArea,
    panels: Panels,
    panel_keys: PanelKeys,
    around: Callable[[], Mapping[str, QWidget]],
) -> Handlers:
    """window: what dialogs stand before. actions: empty by now. around: see `FullScreen`."""
    settings, tasks, service = session.settings, session.tasks, session.service
    comparison, browser = session.comparison, session.browser
    banner.changed.connect(actions.refresh_soon)
    session.pending.changed.connect(actions.refresh_soon)
    undo = Undo()
    models = ModelCommands(session.library, comparison, settings, tasks, banner, window)
    FinerOffer(comparison, service, settings, tasks, banner, models.get)
    gallery = Gallery(browser, comparison, settings, session.thumbnails, actions, area, view, panel_keys)
    chosen = ChosenFiles(comparison, gallery, settings)
    dialogs = FileDialogs(window, chosen.folder)
    opening = OpenCommands(session, comparison, chosen, dialogs, view, banner)
    comparing = CompareCommands(
        comparison, settings, view, gallery, actions, opening.choose_second, panels, lambda: queueing.add_chosen()
    )
    panel_keys.entered.connect(area.setFocus)
    panels.closed.connect(comparing.leave_panel)
    full_screen = FullScreen(window, around, comparing.compressing)
    player = Player(comparison, session.frames, session.loader, tasks, view.isVisible)
    player.changed.connect(actions.refresh_soon)
    RegionDrawer(comparison, service, session.loader, tasks, view)
    slideshow = Slideshow(browser, settings, gallery, view, area, full_screen, lambda: _is_in_work(comparison))
    queueing = QueueCommands(
        session.queue,
        settings,
        tasks,
        chosen.paths,
        lambda: browser.paths,
        comparison.turns,
        dialogs,
        panels,
        banner,
        window,
    )
    return Handlers(
        comparison,
        browser,
        settings,
        session.queue,
        view,
        gallery,
        chosen,
        opening,
        saving=SaveCommands(comparison, service, tasks, chosen, view, banner, session.pending, queueing, window),
        files=FileCommands(chosen, browser, comparison, service, tasks, banner, undo, window),
        undo=undo,
        clipboard=ClipboardCommands(session, comparison, service, tasks, chosen, gallery, view, banner, models.add),
        turning=TurnCommands(comparison, service, tasks, banner, undo),
        comparing=comparing,
        viewing=ViewCommands(comparison, tasks, view, gallery, panels, window.menuBar(), full_screen, slideshow),
        full_screen=full_screen,
        slideshow=slideshow,
        player=player,
        dialogs=DialogCommands(actions, settings, window),
        queueing=queueing,
        models=models,
        close=window.close,
    )


def _is_in_work(comparison: Comparison) -> bool:
    """What the panes show is still being made."""
    variants = map(comparison.variant, comparison.sources)
    return any(variant is not None and variant.state is State.WORKING for variant in variants)
