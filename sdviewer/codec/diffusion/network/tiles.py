"""One half of an autoencoder on pictures of any size, in bounded memory, without seams.

The steps (`network.steps`) are cut in two where the map is smallest and attention is done with: the coarse part sees
its whole map; the fine part, between that map and the pixels, runs in windows that overlap by as much as its
convolutions reach, so that the cores of the windows are what the whole picture would have given. Group normalisation
needs statistics of the whole picture: so all windows go from one normalisation to the next together, and wait there in
a file for the statistics of them all (`scratch`). Where the disk has no room for that, statistics are those of as many
small windows, spread evenly, as the memory holds. What fits into the memory runs as one window, with the plain layers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from ...model import Report
from ...notices import notice
from ...types import StopToken
from . import scratch
from .layers import Core, Resnet, empty, rows
from .steps import State, Step, is_global, norms, stages

PROBE = 128
"""Side of the picture with which a network is looked at, without its weights."""
SMALLEST = 64
"""Least side of a window's core, in pixels."""
_COPIES = 3
"""Maps of the largest size that are in memory at once."""
_LARGE = 1 << 25
"""Numbers in a map from which on a step of the coarse part runs some rows at a time, where it can."""

_AROUND = 2
"""Windows that the memory would hold: with the file between them, a process was measured to take twice one and more."""
_KEPT = 2
"""Maps of the largest size that wait at a normalisation, at most."""

Store = MutableMapping[int, State]
Take = Callable[["Window"], Tensor]
Put = Callable[["Window", Tensor], None]


@dataclass(frozen=True, slots=True)
class Window:
    """Part of a map, in cells: from (top, left), with a core (top, bottom, left, right) inside it."""

    top: int
    left: int
    height: int
    width: int
    core: Core


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a step does to a small picture. reach: in pixels; side before and after it; largest map inside it."""

    step: Step
    reach: float
    before: int
    after: int
    numbers: int


class Half:
    """Encoder or decoder. cell: pixels a side of one place of the map at the cut; channels: of that map."""

    def __init__(self, steps: Sequence[Step], module: nn.Module, channels: int, side: int) -> None:
        """channels, side: of the half's input for a picture of PROBE pixels a side; the module is on 'meta' now."""
        seen, shapes = _look(steps, module, torch.zeros(1, channels, side, side, device="meta"))
        decodes = seen[-1].after == PROBE
        cut = _cut(seen, decodes)
        fine = seen[cut:] if decodes else seen[:cut]
        self.coarse = seen[:cut] if decodes else seen[cut:]
        self.fine = [s.step for s in fine]
        self.norms = norms(self.fine)
        self.channels, cells = shapes[cut][1:3]
        self.cell = PROBE // cells
        self._ratio = cells / side
        self.halo = math.ceil(sum(s.reach for s in fine) / self.cell)
        self._bytes = _COPIES * max((s.numbers for s in fine), default=0) / PROBE**2

    def run_coarse(self, x: Tensor, stop: StopToken, report: Report) -> Tensor:
        """The whole map, (1, C, h, w)."""
        for index, seen in enumerate(self.coarse):
            stop.check()
            x = _large_step(seen, x, stop) if x.numel() > _LARGE else seen.step(x)
            report((index + 1) / len(self.coarse))
        return x

    def nbytes(self, height: float, width: float, itemsize: int) -> int:
        """Memory that the fine part takes on a map of height x width cells at once."""
        return int(height * width * self.cell**2 * self._bytes * itemsize)

    def less(self, memory: int, size: tuple[int, ...], itemsize: int) -> int:
        """The next smaller memory to try on an input of `size`, 0 if windows can't be smaller."""
        height, width = (n * self._ratio for n in size)
        used = min(memory, self.nbytes(height, width, itemsize))
        side = max(1, SMALLEST // self.cell) + 2 * self.halo
        return used // 2 if used // 2 >= self.nbytes(side, side, itemsize) else 0

    def run_fine(
        self, size: tuple[int, int], itemsize: int, memory: int, take: Take, put: Put, stop: StopToken, report: Report
    ) -> None:
        """From `take` to `put`, window by window; both speak of windows of a map of `size` cells."""
        windows = self.windows(size, itemsize, memory)
        if len(windows) == 1 or not self.norms:
            self._draw(windows, take, put, stop, report)
            return
        try:
            nbytes = sum(self.nbytes(w.height, w.width, itemsize) for w in windows) * _KEPT // _COPIES
            if scratch.room() > nbytes:
                with scratch.Scratch() as store:
                    self._together(windows, store, take, put, stop, report)
            else:
                notice(
                    f"The picture was computed in parts that fit together only nearly: there are no {nbytes / 1e9:.0f} "
                    f"GB left on the disk of {scratch.folder()} to do it exactly."
                )
                self._together(self._some(size, itemsize, memory), {}, take, None, stop, within(report, 0.0, 0.2))
                self._draw(windows, take, put, stop, within(report, 0.2, 0.8))
        finally:
            for norm in self.norms:
                norm.reset()

    def _together(
        self, windows: Sequence[Window], store: Store, take: Take, put: Put | None, stop: StopToken, report: Report
    ) -> None:
        """All windows from one normalisation to the next; without `put` only to settle the statistics."""
        every = stages(self.fine)
        for number, stage in enumerate(every):
            if stage.norm:
                stage.norm.settle()
            following = every[number + 1].norm if number + 1 < len(every) else None
            for index, window in enumerate(windows):
                stop.check()
                state = stage(store[index] if number else (take(window),))
                if following:
                    following.look(state[-1], window.core, window.height)
                    store[index] = state
                elif put:
                    put(window, state[0])
                report((number + (index + 1) / len(windows)) / len(every))

    def _some(self, size: tuple[int, int], itemsize: int, memory: int) -> list[Window]:
        """As many small windows as there is memory for, spread evenly."""
        windows = cut_windows(size, max(1, SMALLEST // self.cell), self.halo)
        windows.sort(key=lambda w: _interleaved(w.top, w.left))
        room = memory // self.nbytes(windows[0].height, windows[0].width, itemsize)
        return windows[:: math.ceil(len(windows) / max(1, room))]

    def _draw(self, windows: Sequence[Window], take: Take, put: Put, stop: StopToken, report: Report) -> None:
        for done, window in enumerate(windows):
            part = within(report, done / len(windows), 1 / len(windows))
            put(window, self._through(take(window), stop, part))

    def windows(self, size: tuple[int, int], itemsize: int, memory: int) -> list[Window]:
        """Windows for a map of `size` cells: one if it fits into the memory."""
        if self.nbytes(*size, itemsize) <= memory or not self.fine:
            return cut_windows(size, max(size), self.halo)
        side = int(math.sqrt(memory / _AROUND / self.nbytes(1, 1, itemsize))) - 2 * self.halo
        return cut_windows(size, max(side, SMALLEST // self.cell, 1), self.halo)

    def _through(self, x: Tensor, stop: StopToken, report: Report) -> Tensor:
        for index, step in enumerate(self.fine):
            stop.check()
            x = step(x)
            report((index + 1) / len(self.fine))
        return x


def cut_windows(size: tuple[int, int], side: int, halo: int) -> list[Window]:
    """Cover a map with cores of at most side x side cells; all windows are of one size, at least `halo` around it."""
    vertical, horizontal = (_spans(n, side, halo) for n in size)
    return [
        Window(top, left, min(size[0], side + 2 * halo), min(size[1], side + 2 * halo), (*rows_, *columns))
        for top, rows_ in vertical
        for left, columns in horizontal
    ]


def _spans(length: int, side: int, halo: int) -> list[tuple[int, tuple[int, int]]]:
    """(start of the window, core inside it) along one axis."""
    whole = side + 2 * halo
    count = 1 if length <= whole else math.ceil(length / side)
    bounds = [length * i // count for i in range(count + 1)]
    spans = []
    for start, end in pairwise(bounds):
        first = max(0, min(start - halo, length - whole))
        spans.append((first, (start - first, end - first)))
    return spans


def within(report: Report, start: float, share: float) -> Report:
    """A report of a part of the work that begins at `start` and is `share` of the whole."""
    return lambda done: report(min(start + share * done, 1.0))


def _interleaved(y: int, x: int) -> int:
    """Position on a Z-order curve: every n-th point of it is spread evenly over the plane."""
    return sum(((y >> bit & 1) << (2 * bit + 1)) | ((x >> bit & 1) << (2 * bit)) for bit in range(24))


def _cut(seen: Sequence[_Seen], decodes: bool) -> int:
    """Number of steps before the cut."""
    far = [i for i, s in enumerate(seen) if is_global(s.step)]
    if decodes:
        first = far[-1] + 1 if far else 0
        return next((i for i in range(first, len(seen)) if seen[i].after > seen[i].before), len(seen))
    last = far[0] if far else len(seen)
    return max((i + 1 for i in range(last) if seen[i].after < seen[i].before), default=0)


def _look(steps: Sequence[Step], module: nn.Module, x: Tensor) -> tuple[list[_Seen], list[tuple[int, ...]]]:
    """Run steps on 'meta': what each does, and the shapes between them."""
    reach, numbers = 0.0, 0

    def after(layer: nn.Module, inputs: Any, output: Any) -> None:
        nonlocal reach, numbers
        numbers = max(numbers, inputs[0].numel(), output.numel())
        if isinstance(layer, nn.Conv2d):
            reach += layer.kernel_size[0] // 2 * PROBE / inputs[0].shape[-1]
        elif isinstance(layer, nn.Upsample) and layer.mode != "nearest":
            reach += PROBE / inputs[0].shape[-1]

    leaves = [m for m in module.modules() if not any(True for _ in m.children())]
    handles = [leaf.register_forward_hook(after) for leaf in leaves]
    seen, shapes = [], [tuple(x.shape)]
    try:
        for step in steps:
            reach, numbers, side = 0.0, x.numel(), x.shape[-1]
            x = step(x)
            seen.append(_Seen(step, reach, side, x.shape[-1], max(numbers, x.numel())))
            shapes.append(tuple(x.shape))
    finally:
        for handle in handles:
            handle.remove()
    return seen, shapes


def _large_step(seen: _Seen, x: Tensor, stop: StopToken) -> Tensor:
    """A step of the coarse part in as little memory as it can do with."""
    if isinstance(seen.step, Resnet):
        return seen.step.by_rows(x)
    return seen.step(x) if is_global(seen.step) or norms([seen.step]) else _by_rows(seen, x, stop)


def _by_rows(seen: _Seen, x: Tensor, stop: StopToken) -> Tensor:
    """A step that only looks at its neighbourhood, some rows at a time."""
    height, width = x.shape[2:]
    reach = math.ceil(seen.reach * seen.before / PROBE / 4) * 4
    out: Tensor | None = None
    for start, end in rows(height, width):
        stop.check()
        top = max(0, start - reach)
        y = seen.step(x[:, :, top : end + reach])
        first, last = ((row * seen.after) // seen.before for row in (start - top, end - top))
        if out is None:
            height_after, width_after = (side * seen.after // seen.before for side in (height, width))
            out = empty(y.shape[1], (height_after, width_after), y)
        at = start * seen.after // seen.before
        out[:, :, at : at + last - first] = y[:, :, first:last]
    assert out is not None
    return out
