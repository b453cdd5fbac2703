"""A latent (height, width, C) as the two halves of a checkerboard, and what stands around each of its places.

Half 0 holds the anchors (row + column even), half 1 the others; both are (height, half, C), half = ceil(width / 2):
place j of row r in half p is column 2 j + (r + p) % 2. Where the width is odd, one place in each row is none and is 0.
Seen from a place, the neighbours above, below, left and right are of the other half, the diagonal ones of its own; and
above and below a place, the same j is the same column. So neighbours are slices, and nothing is looked up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Checkerboard:
    """The way into halves and back for one size. real: of each half, the places that exist, or None for all.

    real_odd: the same of half 0's odd rows alone.
    """

    def __init__(self, height: int, width: int) -> None:
        self.height, self.width, self.half = height, width, -(-width // 2)
        self.places = height * self.half
        self.real: tuple[NDArray[np.intp] | None, NDArray[np.intp] | None] = (None, None)
        self.real_odd: NDArray[np.intp] | None = None
        if width % 2:
            self.real_odd = np.flatnonzero(np.arange(height // 2 * self.half) % self.half != self.half - 1)
            row, place = np.divmod(np.arange(self.places), self.half)
            last = place == self.half - 1
            self.real = (np.flatnonzero(~(last & (row % 2 == 1))), np.flatnonzero(~(last & (row % 2 == 0))))

    def split(self, x: NDArray) -> NDArray:
        """(height, width, C) -> (2, places, C)."""
        halves = np.zeros((2, self.height, self.half, x.shape[2]), x.dtype)
        for half, first in ((0, 0), (0, 1), (1, 0), (1, 1)):
            part = x[first::2, (first + half) % 2 :: 2]
            halves[half, first::2, : part.shape[1]] = part
        return halves.reshape(2, self.places, -1)

    def join(self, half: int, values: NDArray, whole: NDArray) -> None:
        """Write the places (places, C) of a half into `whole` (height, width, C)."""
        grid = values.reshape(self.height, self.half, -1)
        for first in (0, 1):
            target = whole[first::2, (first + half) % 2 :: 2]
            target[:] = grid[first::2, : target.shape[1]]


class Neighbours:
    """Values of C channels so arranged that sums over neighbourhoods are products of slices.

    Per place and group of channels three runs stand side by side: left, right, own. Rows of zeros lie above and below.
    """

    def __init__(self, board: Checkerboard, channels: int, dtype: type) -> None:
        self._board = board
        self._grid: NDArray = np.zeros((2, board.height + 2, board.half, 3 * channels), dtype)
        self._flat = self._grid.reshape(2, -1, 3 * channels)

    def put(self, half: int, values: NDArray, start: int) -> None:
        """Values (places, n) of the channels start .. start + n, a group, of one half."""
        board, size = self._board, values.shape[1]
        left, right, own = (slice(3 * start + size * k, 3 * start + size * (k + 1)) for k in range(3))
        grid = values.reshape(board.height, board.half, size)
        self._grid[half, 1:-1, :, own] = grid
        other = self._grid[1 - half]
        near, far = slice(1 + half, board.height + 1, 2), slice(2 - half, board.height + 1, 2)
        other[near, :, left] = grid[half::2]
        other[near, :-1, right] = grid[half::2, 1:]
        other[far, 1:, left] = grid[1 - half :: 2, :-1]
        other[far, :, right] = grid[1 - half :: 2]

    def rows(self, half: int, places: slice, start: int, count: int) -> tuple[NDArray, NDArray, NDArray]:
        """What stands above some places of a half, beside them, and below, (n, 3 count) each, for channels from `start`
        on, which are whole groups: of each left, right, own.
        """
        columns, step = slice(3 * start, 3 * (start + count)), self._board.half
        first, end = places.start, places.stop
        above = self._flat[1 - half, first:end, columns]
        same = self._flat[half, first + step : end + step, columns]
        below = self._flat[1 - half, first + 2 * step : end + 2 * step, columns]
        return above, same, below

    def corners(self, start: int, size: int) -> NDArray:
        """What stands at the four corners of the anchors in odd rows, (n, 4 size), of a group of channels: above left,
        above right, below left, below right.
        """
        own = self._grid[0, 1::2, :, 3 * start + 2 * size : 3 * (start + size)]  # even rows, and one below them
        around = np.zeros((self._board.height // 2, self._board.half, 4, size), own.dtype)
        for row in (0, 1):
            even = own[row : row + len(around)]
            around[:, :, 2 * row] = even
            around[:, :-1, 2 * row + 1] = even[:, 1:]
        return around.reshape(-1, 4 * size)
