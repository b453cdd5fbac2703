"""What the queue has to be told while it is at work, once for all photos that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QFrame, QPushButton

from ....service.batch import Exists
from ....service.queue import Job, State
from ...toolkit.texts import tr
from ...widgets.elided_label import ElidedLabel
from ...widgets.flow_layout import FlowLayout


class Question(QFrame):
    """Hidden while there is nothing to be asked. answers: texts of buttons, and what they do."""

    def __init__(self, answers: Iterable[tuple[str, Callable[[], object]]]) -> None:
        super().__init__()
        self._text = ElidedLabel()
        self.answers: list[QPushButton] = []
        row = FlowLayout(self)
        row.addWidget(self._text)
        for text, run in answers:
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, run=run: run())
            row.addWidget(button)
            self.answers.append(button)
        self.hide()

    def ask(self, text: str, count: int) -> None:
        """count: of photos that it concerns."""
        self._text.setText(text)
        self.setVisible(count > 0)


def about_outputs(answer: Callable[[Exists], object]) -> Question:
    return Question((
        (tr("Add a number"), lambda: answer("number")),
        (tr("Replace them"), lambda: answer("replace")),
        (tr("Leave them out"), lambda: answer("skip")),
    ))  # fmt: skip


def about_parts(answer: Callable[[bool], object]) -> Question:
    return Question((
        (tr("Compress what is there"), lambda: answer(True)),
        (tr("Leave them out"), lambda: answer(False)),
    ))  # fmt: skip


def asking(jobs: Iterable[Job]) -> tuple[int, int]:
    """How many jobs ask about an output that exists, and how many about a part of a photo."""
    those = [job for job in jobs if job.state is State.ASKING]
    return sum(job.asks_for_output for job in those), sum(job.asks_for_part for job in those)
