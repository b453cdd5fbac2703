"""Strengths of several codecs from who was chosen over whom.

R. A. Bradley, M. E. Terry 1952: i is chosen over j with the chance s_i / (s_i + s_j). The strengths that make what was
seen likeliest are found by the MM algorithm of D. R. Hunter 2004, 'MM algorithms for generalized Bradley-Terry models'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEPS, _ENOUGH = 10_000, 1e-10
_WITHIN = 1.96
"""Standard errors on either side that hold 95 of 100 estimates."""
FEW = 10
"""Trials of each pair below which strengths are called uncertain."""


@dataclass(frozen=True, slots=True)
class Strengths:
    """log_strengths: (n,) natural logarithms, of mean 0. errors: (n,) their 95 % half-widths, from the curvature of the
    likelihood at its top. certain: False where there are few trials, or where somebody has always won or always lost
    against the rest: no finite strengths are likeliest then, and half a win was added to either side of each pair."""

    log_strengths: NDArray[np.float64]
    errors: NDArray[np.float64]
    certain: bool

    @property
    def chances(self) -> NDArray[np.float64]:
        """(n, n): the chance that the row's one is chosen over the column's."""
        difference = self.log_strengths[:, None] - self.log_strengths[None, :]
        return np.asarray(1 / (1 + np.exp(-difference)))


def strengths(wins: ArrayLike) -> Strengths:
    """wins: (n, n), how often the row's one was chosen over the column's; n >= 2, the diagonal isn't looked at."""
    table = np.array(wins, np.float64)
    np.fill_diagonal(table, 0)
    finite = is_connected(table)
    trials = (table + table.T)[~np.eye(len(table), dtype=bool)]
    certain = finite and bool(trials.min() >= FEW)
    if not finite:
        pairs = (table + table.T > 0) | ~_reach(table + table.T)  # those that never met are tied together as well
        table = table + 0.5 * (pairs & ~np.eye(len(table), dtype=bool))
    found = _likeliest(table)
    return Strengths(np.log(found), _errors(table, found), certain)


def is_connected(wins: ArrayLike) -> bool:
    """Whether each has won against each, over others or itself: else no finite strengths are likeliest (Ford 1957)."""
    return bool(_reach(np.array(wins, np.float64)).all())


def _reach(table: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n, n): whether a chain of wins leads from the row's one to the column's (S. Warshall 1962)."""
    reach = (table > 0) | np.eye(len(table), dtype=bool)
    for k in range(len(table)):
        reach |= reach[:, k : k + 1] & reach[k : k + 1, :]
    return reach


def _likeliest(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hunter's iteration: s_i = wins of i / sum over j of (trials of i and j / (s_i + s_j)). Geometric mean 1."""
    trials, won = table + table.T, table.sum(1)
    s = np.ones(len(table))
    for _ in range(_STEPS):
        following = won / (trials / (s[:, None] + s[None, :])).sum(1)
        following /= np.exp(np.log(following).mean())
        moved = np.abs(np.log(following / s)).max()
        s = following
        if moved < _ENOUGH:
            break
    return s


def _errors(table: NDArray[np.float64], s: NDArray[np.float64]) -> NDArray[np.float64]:
    """From Fisher's information of the log strengths, whose sum is held at 0: its pseudo-inverse is the covariance."""
    chance = s[:, None] / (s[:, None] + s[None, :])
    weights = (table + table.T) * chance * (1 - chance)
    information = np.diag(weights.sum(1)) - weights
    return np.asarray(_WITHIN * np.sqrt(np.maximum(np.diag(np.linalg.pinv(information)), 0)))
