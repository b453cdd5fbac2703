"""What has been decoded lately, counted in bytes of decoded pixels, since a small file may be a huge picture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class DecodedCache(Generic[V]):
    """Least recently used first out. Used on one thread only."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._nbytes = 0

    @property
    def nbytes(self) -> int:
        """Decoded bytes held now."""
        return self._nbytes

    @property
    def capacity(self) -> int:
        return self._capacity

    @capacity.setter
    def capacity(self, nbytes: int) -> None:
        self._capacity = nbytes
        self._shrink()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._entries

    def get(self, key: Hashable) -> V | None:
        """The value, now the most recently used one."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key][0]

    def put(self, key: Hashable, value: V, nbytes: int) -> None:
        """Keep a value of so many bytes; one that is larger than the whole cache is not kept."""
        self.drop(key)
        if nbytes > self._capacity:
            return
        self._entries[key] = (value, nbytes)
        self._nbytes += nbytes
        self._shrink()

    def drop(self, key: Hashable) -> None:
        """Forget a value, if it is there."""
        if key in self._entries:
            self._nbytes -= self._entries.pop(key)[1]

    def clear(self) -> None:
        self._entries.clear()
        self._nbytes = 0

    def _shrink(self) -> None:
        while self._nbytes > self._capacity:
            _, (_, nbytes) = self._entries.popitem(last=False)
            self._nbytes -= nbytes
