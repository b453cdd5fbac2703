"""Models on their way: a row for each, with how far it is and what can be done about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ..toolkit.texts import bytes_text, tr
from .model_library import Job, JobState, ModelLibrary


class DownloadRows(QWidget):
    """Hidden while there is nothing to show."""

    def __init__(self, library: ModelLibrary) -> None:
        super().__init__()
        self._library = library
        self.rows: dict[str, DownloadRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        library.jobs_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Rows as the jobs are now; those that stay are only updated, so that no button vanishes under a finger."""
        jobs = self._library.jobs
        for key in [key for key in self.rows if key not in jobs]:
            row = self.rows.pop(key)
            row.hide()
            row.deleteLater()
        for key, job in jobs.items():
            if key not in self.rows:
                self.rows[key] = DownloadRow(key, self._library)
                self._column.addWidget(self.rows[key])
            self.rows[key].show_job(job)
        self.setVisible(bool(jobs))


class DownloadRow(QWidget):
    """Name and state above, bar and buttons below."""

    def __init__(self, key: str, library: ModelLibrary) -> None:
        super().__init__()
        self._key, self._library = key, library
        self._title, self._text = QLabel(), QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._bar = QProgressBar()
        self._bar.setMaximum(1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self.pause, self.cancel = QPushButton(), QPushButton(tr("Cancel"))
        self.pause.clicked.connect(self._on_pause)
        self.cancel.clicked.connect(lambda: library.cancel(key))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._text, 0, 1)
        grid.addWidget(self._bar, 1, 0, 1, 2)
        grid.addWidget(self.pause, 0, 2, 2, 1)
        grid.addWidget(self.cancel, 0, 3, 2, 1)
        grid.setColumnStretch(0, 1)

    def show_job(self, job: Job) -> None:
        """Title, bar and what the buttons do now."""
        title = job.key if job.download else Path(job.key).name
        self._title.setText(title)
        self._title.setToolTip(job.message or job.key)
        self._text.setText(_state_text(job))
        self._text.setToolTip(job.message)
        self._bar.setValue(int(1000 * job.fraction))
        self._bar.setAccessibleName(tr("Progress of {name}").format(name=title))
        stopped = job.state in (JobState.PAUSED, JobState.FAILED)
        label = tr("Try again") if job.state is JobState.FAILED else tr("Resume") if stopped else tr("Pause")
        self.pause.setText(label)
        self.pause.setAccessibleName(f"{label}: {title}")
        self.pause.setVisible(job.download)
        self.cancel.setAccessibleName(f"{tr('Cancel')}: {title}")

    def _on_pause(self) -> None:
        job = self._library.jobs[self._key]
        if job.state in (JobState.PAUSED, JobState.FAILED):
            self._library.resume(self._key)
        else:
            self._library.pause(self._key)


def _state_text(job: Job) -> str:
    done = tr("{done} of {size}").format(done=bytes_text(job.done), size=bytes_text(job.of)) if job.of else ""
    if not done and job.done:
        done = bytes_text(job.done)
    if job.state is JobState.WAITING:
        return tr("waiting…")
    if job.state is JobState.FAILED:
        return " · ".join(filter(None, (tr("failed"), done)))
    if job.state is JobState.PAUSED:
        return " · ".join(filter(None, (tr("paused"), done)))
    return done if job.stage == "downloading" else tr("adding: copied and tried on a photo…")
