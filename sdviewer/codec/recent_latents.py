"""The latents of the files read last, so that a file's preview and its final pixels share one entropy decode."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from .model import Quantised

CAPACITY = 64 << 20
"""Bytes of latents that are kept, which is 24 megapixels of the own model."""


class RecentLatents:
    """Latents by the very bytes of their files, the oldest first out. Safe to share between threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity, self._nbytes = capacity, 0
        self._lock = Lock()
        self._latents: OrderedDict[bytes, Quantised] = OrderedDict()

    def resize(self, capacity: int) -> None:
        """Keep at most so many bytes from now on; 0 for none, where each file is decoded once."""
        with self._lock:
            self._capacity = capacity
            self._shrink()

    def get(self, data: bytes) -> Quantised | None:
        """What a file's bytes decode to, if they were read lately."""
        with self._lock:
            return self._latents.get(data)

    def keep(self, data: bytes, latent: Quantised) -> None:
        """Remember it, once it has been checked; one that is larger than the capacity is not kept."""
        with self._lock:
            if data in self._latents:
                return
            self._latents[data] = latent
            self._nbytes += latent.values.nbytes
            self._shrink()

    def _shrink(self) -> None:
        while self._nbytes > self._capacity:
            _, oldest = self._latents.popitem(last=False)
            self._nbytes -= oldest.values.nbytes
