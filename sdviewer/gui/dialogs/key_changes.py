"""What a change of shortcuts means for the other actions: no two have the same keys, and what is free goes home."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QKeySequence

from ..toolkit.actions import Actions

_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyChanges:
    """Counts at once, and is kept."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def put(self, id: str, keys: list[QKeySequence]) -> None:
        """Instead of those that the action has; other actions lose them."""
        self._change(id, keys)

    def reset(self, id: str) -> None:
        """Give an action its own keys again; other actions lose them."""
        self._change(id, self._own(id))

    def reset_all(self) -> None:
        """All actions."""
        for id in self.changed():
            self._actions.set_keys(id, None)

    def changed(self) -> list[str]:
        """Ids of the actions that have other keys than their own."""
        return [id for id in self._actions.specs if self._actions[id].shortcuts() != self._own(id)]

    def _own(self, id: str) -> list[QKeySequence]:
        return [QKeySequence(key, _PORTABLE) for key in self._actions.specs[id].keys]

    def _change(self, id: str, keys: list[QKeySequence]) -> None:
        free = [key for key in self._actions[id].shortcuts() if key not in keys]
        for key in keys:
            for other in self._actions.keys_in_use(key, id):
                self._set(other, [k for k in self._actions[other].shortcuts() if k != key])
        self._set(id, keys)
        self._give_back(free, id)

    def _give_back(self, free: Iterable[QKeySequence], id: str) -> None:
        """To the actions whose own they are, if nobody else has them."""
        for key in free:
            homes = [other for other in self._actions.specs if other != id and key in self._own(other)]
            if homes and not self._actions.keys_in_use(key, id):
                had, own = self._actions[homes[0]].shortcuts(), self._own(homes[0])
                self._set(homes[0], [k for k in own if k == key or k in had] + [k for k in had if k not in own])

    def _set(self, id: str, keys: list[QKeySequence]) -> None:
        is_own = keys == self._own(id)
        self._actions.set_keys(id, None if is_own else [key.toString(_PORTABLE) for key in keys])
