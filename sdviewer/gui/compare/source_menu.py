"""The menu of a pane's label: what the pane can show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction
from shiboken6 import isValid

from ...codec.types import MAX_STRENGTH, EncodeOptions
from ..toolkit.actions import Actions
from ..toolkit.settings import Settings
from ..toolkit.texts import codec_name, tr
from .comparison import Comparison
from .looks import faithful_only
from .size_offer import offer_for
from .variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source


class SourceMenu:
    """choose_file: asks for a file to show in a pane, or (True) for a folder with files of the same names."""

    def __init__(
        self,
        comparison: Comparison,
        settings: Settings,
        actions: Actions,
        choose_file: Callable[[int, bool], object],
    ) -> None:
        self._comparison, self._settings, self._actions = comparison, settings, actions
        self._choose_file = choose_file

    def fill(self, menu: QMenu, pane: int) -> None:
        """The sources that this pane can show."""
        menu.clear()
        menu.setToolTipsVisible(True)
        one_of = QActionGroup(menu)
        menu.aboutToHide.connect(one_of.deleteLater)
        sources = self._comparison.sources
        has_original = self._comparison.original is not None
        for source in (ORIGINAL, SDC, NATURAL, *map(Source, RIVAL_KINDS)):
            action = one_of.addAction(menu.addAction(codec_name(source.kind)))
            action.setCheckable(True)
            action.setChecked(sources[pane] == source)
            needed = SDC if source == NATURAL else source
            is_seed = source.kind.startswith("buehlmann2022")
            possible = not is_seed or self._comparison.options.model != EncodeOptions().model
            if source == NATURAL and not self._comparison.has_natural:
                possible = False
                action.setToolTip(faithful_only())
            action.setEnabled(possible and (has_original or self._comparison.variant(needed) is not None))
            action.triggered.connect(lambda _=False, s=source: self._comparison.set_source(pane, s))
        if sources[pane] == NATURAL:
            self._add_strength(menu)
        self._add_drawers(menu, pane, one_of)
        offer = offer_for(self._comparison, sources[pane])
        if offer is not None:
            menu.addSeparator()
            menu.addAction(offer.text, lambda: offer.accept(self._settings))
        if sources[pane].kind in RIVAL_KINDS:
            menu.addAction(self._actions["save_rival"])
        if not has_original:
            menu.addAction(self._actions["choose_original"])
        menu.addSeparator()
        menu.addAction(tr("Another file…")).triggered.connect(lambda: self._choose_file(pane, False))
        menu.addAction(tr("The same name in a folder…")).triggered.connect(lambda: self._choose_file(pane, True))

    def _add_strength(self, menu: QMenu) -> None:
        """A slider from faithful to natural and beyond: live, and kept when it is let go."""
        row, slider = QWidget(menu), QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, round(100 * MAX_STRENGTH))
        slider.setPageStep(25)
        slider.setValue(round(100 * self._comparison.strength_shown))
        label = QLabel(tr("Texture"))
        label.setBuddy(slider)
        slider.setAccessibleName(tr("Texture"))
        slider.setToolTip(tr("From faithful (left) to natural and beyond (right)"))
        line = QHBoxLayout(row)
        line.addWidget(label)
        line.addWidget(slider, 1)
        said = QLabel(_strength_text(slider.value()))
        said.setMinimumWidth(max(said.fontMetrics().horizontalAdvance(_strength_text(v)) for v in (0, 100, 88)))
        line.addWidget(said)
        slider.valueChanged.connect(lambda value: said.setText(_strength_text(value)))
        slider.valueChanged.connect(lambda value: self._comparison.set_strength(value / 100))
        menu.aboutToHide.connect(self._keep_strength)
        action = QWidgetAction(menu)
        action.setDefaultWidget(row)
        menu.addAction(action)

    def _keep_strength(self) -> None:
        """Also for what is opened later, and as a hint in what is saved."""
        if self._comparison.strength is not None:
            self._settings.set("view/strength", self._comparison.strength)

    def _add_drawers(self, menu: QMenu, pane: int, one_of: QActionGroup) -> None:
        """Other autoencoders of the latent space, as soon as they are known; no entry where there are none."""
        sub = QMenu(tr("Draw with"), menu)
        entry = menu.addMenu(sub)
        entry.setVisible(False)

        def show(sources: list[Source]) -> None:
            for source in sources:
                action = sub.addAction(source.by)
                if isValid(one_of):  # the menu may be closed by now
                    one_of.addAction(action)
                action.setCheckable(True)
                action.setChecked(self._comparison.sources[pane] == source)
                action.triggered.connect(lambda _=False, s=source: self._comparison.set_source(pane, s))
            entry.setVisible(bool(sources))

        self._comparison.find_drawers(pane, show)


def _strength_text(percent: int) -> str:
    """Of the texture: its two landmarks by name."""
    return {0: tr("faithful"), 100: tr("natural")}.get(percent, f"{percent} %")
