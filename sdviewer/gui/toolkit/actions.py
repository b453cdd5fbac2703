"""What can be done, as QActions made from one table, for menus, tool bar, palette and shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from . import icons
from .settings import Settings


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. menu: which menu it stands in, '' for none; section: a separator stands between two sections.

    keys: shortcuts as portable text. checked: makes it a toggle that shows this state. exclusive: the name of those of
    which one at most is on, as menus show. tip: what a tool tip says of it, beside its name, in two sentences.
    reason: what it says in their place while the action is off, '' for nothing.
    """

    id: str
    text: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    menu: str = ""
    section: int = 0
    icon: str = ""
    enabled: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    tip: str = ""
    exclusive: str = ""
    reason: Callable[[], str] | None = None


class Actions(QObject):
    """The QActions of a window, by id. Handlers are given it while it is empty; `fill` comes when they are made."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.specs: dict[str, Spec] = {}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)

    def fill(self, specs: Iterable[Spec]) -> None:
        """Make the actions, once."""
        self.specs = {spec.id: spec for spec in specs}
        own_keys = self._settings.shortcuts()
        self._actions = {spec.id: self._make(spec, own_keys.get(spec.id)) for spec in self.specs.values()}

    def __getitem__(self, id: str) -> QAction:
        """As the state is now."""
        self.settle()
        return self._actions[id]

    def refresh_soon(self) -> None:
        """What actions depend on has changed, and may do so many times more before the event loop goes on: going to
        another picture does nine times."""
        self._soon.start()

    def settle(self) -> None:
        """Do now what is to be done soon: somebody looks, or presses a key."""
        if self._soon.isActive():
            self.refresh()

    def refresh(self) -> None:
        """Enable, disable and check what the state asks for."""
        self._soon.stop()
        for id, spec in self.specs.items():
            action = self._actions[id]
            action.setEnabled(spec.enabled())
            if spec.checked is not None:
                action.setChecked(spec.checked())
            if spec.reason is not None:
                action.setToolTip(_tool_tip(spec, action))

    def refresh_icons(self, ids: Iterable[str]) -> None:
        """Draw the icons of these actions in the palette's colour; menus have none."""
        for id in ids:
            self._actions[id].setIcon(icons.icon(self.specs[id].icon))

    def set_keys(self, id: str, keys: list[str] | None) -> None:
        """Change an action's shortcuts and keep that; None brings the program's own back."""
        self._settings.set_shortcut(id, keys)
        self._apply_keys(self._actions[id], self.specs[id], keys)

    def keys_in_use(self, keys: QKeySequence, but: str) -> list[str]:
        """Ids of the other actions that have this shortcut."""
        return [id for id, action in self._actions.items() if id != but and keys in action.shortcuts()]

    def pop_up(self, ids: Iterable[str | None], at: QPoint) -> None:
        """A context menu of these; None is a separator."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id in ids:
            if id is None:
                menu.addSeparator()
            else:
                menu.addAction(self[id])
        menu.popup(at)

    def _run(self, spec: Spec) -> None:
        spec.run()
        self.refresh()  # a toggle's handler decided what is on; its action now shows that

    def _make(self, spec: Spec, keys: list[str] | None) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checked is not None)
        if spec.exclusive:
            self._group(spec.exclusive).addAction(action)
        action.setAutoRepeat(spec.menu == "go" or spec.id.startswith("zoom") or spec.id.startswith("divider"))
        action.setIconVisibleInMenu(False)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _=False: self._run(spec))
        self._window.addAction(action)
        self._apply_keys(action, spec, keys)
        return action

    def _group(self, name: str) -> QActionGroup:
        group = self._groups.get(name)
        if group is None:
            group = self._groups[name] = QActionGroup(self)
            group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)  # a map is also turned off so
        return group

    def _apply_keys(self, action: QAction, spec: Spec, keys: list[str] | None) -> None:
        sequences = [
            QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in (spec.keys if keys is None else keys)
        ]
        action.setShortcuts(sequences)
        action.setToolTip(_tool_tip(spec, action))


def _tool_tip(spec: Spec, action: QAction) -> str:
    """Its name with its first shortcut, and what there is to say of it as it is now."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    name = spec.text.rstrip("…").replace("&", "") + (f" ({keys})" if keys else "")
    said = spec.reason() if spec.reason is not None and not action.isEnabled() else ""
    said = said or spec.tip
    return f"<p><b>{name}</b></p><p>{said}</p>" if said else name
