"""What the window shows before anything is open: where to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..toolkit import icons
from ..toolkit.actions import Actions
from ..toolkit.settings import Settings
from ..toolkit.texts import tr

RECENT_SHOWN = 5


class EmptyState(QWidget):
    """A place to drop pictures on, buttons, and the files of last time, or at the first start what to do."""

    def __init__(self, actions: Actions, settings: Settings) -> None:
        super().__init__()
        self._actions, self._settings = actions, settings
        self._is_target = False
        self.setAccessibleName(tr("No picture is open"))
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(tr("Drop pictures here…"), alignment=Qt.AlignmentFlag.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        self._title.setFont(font)
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._recent_title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._recent_title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._recent = _Links()
        self.recent_clicked = self._recent.linkActivated
        self._lay_out()
        self.setFocusProxy(self._buttons[0])

    def _lay_out(self) -> None:
        self._icon.setContentsMargins(0, 0, 0, 12)
        self._title.setContentsMargins(0, 0, 0, 4)
        self._hint.setContentsMargins(0, 0, 0, 20)
        self._recent_title.setContentsMargins(0, 24, 0, 0)
        self._row = buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        self._buttons = []
        for id in ("open", "open_folder", "welcome"):
            action = self._actions[id]
            button = QPushButton(action.text().replace("&", ""))
            button.clicked.connect(action.trigger)
            button.setMinimumHeight(34)
            button.setIconSize(QSize(18, 18))
            buttons.addWidget(button)
            self._buttons.append(button)
        buttons.addStretch()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(40, 12, 40, 12)
        column.addStretch(3)
        column.addWidget(self._icon)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addLayout(buttons)
        column.addWidget(self._recent_title)
        column.addWidget(self._recent)
        column.addStretch(4)

    def refresh(self) -> None:
        """Recent files, shortcuts and colours as they are now."""
        self._icon.setPixmap(icons.application_icon().pixmap(QSize(96, 96)))
        self._buttons[0].setIcon(icons.icon("open"))
        self._buttons[2].setIcon(icons.icon("picture"))
        keys = {
            id: self._actions[id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            for id in ("open", "paste", "palette")
        }
        self._hint.setText(
            tr("Photos, .sdc files and folders. {open} opens, {paste} pastes, {palette} finds every command.").format(
                **keys
            )
        )
        recent = self._settings.get("recent")[:RECENT_SHOWN]
        if recent:
            self._show_recent(recent)
        else:
            self._show_first_steps()
        self._fit()

    def _show_recent(self, recent: list[str]) -> None:
        colour = self.palette().color(QPalette.ColorRole.Link).name()
        links = (
            f'<a style="color:{colour};text-decoration:none" href="{_escaped(path)}">{_escaped(name)}</a>'
            for path, name in zip(recent, _told_apart(recent), strict=True)
        )
        self._recent_title.setText(tr("Recent"))
        self._recent.setText("<br>".join(links))
        self._recent.setAccessibleName(tr("Recent pictures"))
        self._recent.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _show_first_steps(self) -> None:
        """At the first start there is nothing recent yet."""
        keys = {
            id: self._actions[id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            for id in ("compress", "hold_original", "save")
        }
        steps = (
            tr("Open a photo, or try the sample."),
            tr("Press {compress}: it is compressed while you choose quality or size.").format(**keys),
            tr("It lies beside JPEG of the same size; {hold_original} shows the original, {save} saves it.").format(
                **keys
            ),
        )
        self._recent_title.setText(tr("Where to begin"))
        self._recent.setText("<br>".join(f"{number}.&nbsp; {text}" for number, text in enumerate(steps, 1)))
        self._recent.setAccessibleName(tr("Where to begin"))
        self._recent.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is nothing to be chosen

    def _fit(self) -> None:
        """The buttons below each other where there is no room for them in a row."""
        across = sum(b.sizeHint().width() for b in self._buttons) + self._row.spacing() * (len(self._buttons) + 1)
        beside, below = QHBoxLayout.Direction.LeftToRight, QHBoxLayout.Direction.TopToBottom
        margins = self._column.contentsMargins()
        fits = across <= self.width() - margins.left() - margins.right()
        self._row.setDirection(beside if fits else below)
        self._leave_out()

    def _leave_out(self) -> None:
        """What there is no room for, as with a panel below in a low window; the buttons always stay."""
        parts = (self._icon, self._recent, self._recent_title, self._hint, self._title)
        for part in parts:
            part.show()
        for part in parts:
            if self._needed_height() <= self.height():
                return
            part.hide()

    def _needed_height(self) -> int:
        if self._column.hasHeightForWidth():
            return self._column.totalMinimumHeightForWidth(self.width())
        return self._column.totalMinimumSize().height()

    def minimumSizeHint(self) -> QSize:
        """As wide as one of the buttons, and as high as they all: see `_fit` and `_leave_out`."""
        margins = self._column.contentsMargins()
        width = max(button.minimumSizeHint().width() for button in self._buttons) + margins.left() + margins.right()
        return QSize(width, self._row.minimumSize().height() + margins.top() + margins.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_drop_target(self, on: bool) -> None:
        """Show that a drag over the window would be taken."""
        self._is_target = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Highlight if self._is_target else QPalette.ColorRole.Mid
        pen = QPen(self.palette().color(role), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        above = min(20, self.height() / 10)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(20, above, -20, -above), 14, 14)
        painter.end()


class _Links(QLabel):
    """Links that Tab goes through one by one, from the first; Qt's own label begins with none of them."""

    def __init__(self) -> None:
        super().__init__(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focusNextPrevChild(event.reason() == Qt.FocusReason.TabFocusReason)


def _told_apart(paths: list[str]) -> list[str]:
    """Names of files; behind those that occur twice, as much of the folder as tells them apart."""
    parts = [Path(path).parts for path in paths]
    names = []
    for own in parts:
        depth = 1
        while depth < len(own) and sum(other[-depth:] == own[-depth:] for other in parts) > 1:
            depth += 1
        names.append(own[-1] if depth == 1 else f"{own[-1]} ({Path(*own[-depth:-1])})")
    return names


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
