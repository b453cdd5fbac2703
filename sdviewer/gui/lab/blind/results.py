"""What a blind test has found, in sentences and a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ....codec.analysis import blind, bradley_terry
from ...toolkit.texts import codec_name, number, tr
from .panes import REFERENCE
from .sessions import AbxSession, ChoiceSession

Rows = list[tuple[str, ...]]


def name_of(name: str) -> str:
    """What a picture of a test is called once it may be said."""
    if name == REFERENCE:
        return codec_name("original")
    return codec_name(name) if name in ("sdc", "natural", "jpeg", "webp", "avif", "jxl") else name


def chance_text(p: float) -> str:
    """'3.8 %', or that it is less than can be read."""
    return tr("less than 0.01 %") if p < 0.0001 else f"{number(100 * p, 2 if p < 0.01 else 1)} %"


def abx_text(session: AbxSession) -> str:
    """Count, exact p-value, and what A and B were."""
    first, second = (name_of(name) for name in session.names)
    right, done = blind.right_answers(session.trials), len(session.trials)
    lines = [
        tr("{right} of {count} right.").format(right=right, count=done),
        tr("By guessing, as many or more are right with a chance of {p} (binomial test, one-sided).").format(
            p=chance_text(blind.p_at_least(right, done))
        ),
        tr("A was {first}, B was {second}.").format(first=first, second=second),
    ]
    return " ".join([*lines, *_stopped(done, session.count)])


def choice_text(session: ChoiceSession) -> str:
    """Of two: who was chosen how often, and its exact p-value."""
    names = _names(session)
    table = blind.wins(session.trials, names)
    won, lost = table[0][1], table[1][0]
    lines = [
        tr("{first} was chosen {won} times, {second} {lost} times.").format(
            first=name_of(names[0]), second=name_of(names[1]), won=won, lost=lost
        ),
        tr("Two that are equally close are chosen at least as unevenly with a chance of {p} (binomial test, "
           "two-sided).").format(p=chance_text(blind.p_as_uneven(won, won + lost))),
    ]  # fmt: skip
    return " ".join([*lines, *_stopped(len(session.trials), session.count)])


def strengths_text(session: ChoiceSession, certain: bool) -> str:
    """What the table of strengths means, and whether to trust it."""
    lines = [
        tr(
            "Strength is the natural logarithm of the odds of being chosen, with the half-width of its 95 % interval; "
            "its mean is 0 (Bradley-Terry, {count} trials)."
        ).format(count=len(session.trials))
    ]
    if not certain:
        lines.append(
            tr("These figures are uncertain: there were few trials, or one codec has won, or lost, all of its own.")
        )
    return " ".join([*lines, *_stopped(len(session.trials), session.count)])


def strengths_rows(session: ChoiceSession) -> tuple[Rows, bool]:
    """Codec, wins of trials, strength with its error, chance against an average one; whether they are certain."""
    names = _names(session)
    table = np.array(blind.wins(session.trials, names))
    found = bradley_terry.strengths(table)
    order = np.argsort(-found.log_strengths)
    rows: Rows = [
        (
            name_of(names[i]),
            tr("{won} of {count}").format(won=int(table[i].sum()), count=int(table[i].sum() + table[:, i].sum())),
            f"{number(found.log_strengths[i])} ± {number(found.errors[i])}",
            f"{number(100 / (1 + np.exp(-found.log_strengths[i])), 0)} %",
        )
        for i in order
    ]
    return rows, found.certain


def _names(session: ChoiceSession) -> list[str]:
    return list(dict.fromkeys(name for trial in session.trials for name in (trial.first, trial.second)))


def _stopped(done: int, count: int) -> list[str]:
    text = tr("The test was ended after {done} of {count} trials: a chance holds only if that was not for the result.")
    return [text.format(done=done, count=count)] if done < count else []


class ResultDialog(QDialog):
    """save: writes the trials as CSV."""

    def __init__(
        self, text: str, heads: Sequence[str], rows: Rows, save: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        from ..chart.number_table import NumberTable

        self.setWindowTitle(tr("Result of the blind test"))
        self.setMinimumWidth(520)
        self.text = QLabel(text, wordWrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.text)
        self.table = NumberTable(heads)
        self.table.setSortingEnabled(False)
        self.table.set_rows([(row[0], [(cell, cell) for cell in row]) for row in rows])
        self.table.setVisible(bool(rows))
        self.table.setMinimumHeight(self.table.horizontalHeader().height() + 30 * (len(rows) + 1))
        self.table.setMaximumHeight(self.table.minimumHeight())
        column.addWidget(self.table)
        buttons = QHBoxLayout()
        self.save = QPushButton(tr("Save CSV…"))
        self.save.clicked.connect(save)
        close = QPushButton(tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons.addWidget(self.save)
        buttons.addStretch()
        buttons.addWidget(close)
        column.addStretch()
        column.addLayout(buttons)
