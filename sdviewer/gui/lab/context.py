"""The few parts of a window that the lab works with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow

from ...service.codec_service import CodecService
from ..browse.browser import Browser
from ..compare.comparison import Comparison
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..view.compare_view import CompareView
from ..widgets.banner import Banner
from ..widgets.panels import Panels


@dataclass(frozen=True, eq=False, repr=False)
class LabContext:
    """window: what dialogs stand before."""

    comparison: Comparison
    settings: Settings
    service: CodecService
    tasks: Tasks
    view: CompareView
    panels: Panels
    banner: Banner
    window: QMainWindow
    browser: Browser
