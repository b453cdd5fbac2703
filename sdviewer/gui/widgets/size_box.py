"""A field for bytes that takes what people type: '5', '5 kB', '0.02 MB', '12000 B', '5 KiB'."""

from __future__ import annotations

import re

from PySide6.QtCore import QTimer
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QToolTip

from ..toolkit.texts import tr

UNITS = {"": 1.0, "b": 0.001, "k": 1.0, "kb": 1.0, "kib": 1.024, "m": 1e3, "mb": 1e3, "mib": 1048.576}
"""In kB; a number alone means kB, as the field has it."""
SAID_AFTER = 250
"""Milliseconds: a tip goes with the click, or the change of focus, that ends the typing."""
SAID_FOR = 8000
"""Milliseconds in which what is wrong can be read, unless something else is typed."""


class SizeBox(QDoubleSpinBox):
    """Its value is in kB (1,000 bytes)."""

    def __init__(self) -> None:
        super().__init__(minimum=0.1, maximum=100_000, decimals=2)
        self.setKeyboardTracking(False)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setToolTip(tr("A number with B, kB, KiB, MB or MiB; alone it means kB"))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; what is no size in the end is replaced by the size before."""
        value = self._parsed(text)
        fits = value is not None and self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if fits else QValidator.State.Intermediate), text, position

    def fixup(self, text: str) -> str:
        """What is typed is no size that this can be: say so beside it, since the size before comes back."""
        if self.isVisible():
            words = tr("“{text}” is no size for a file. Write a number with B, kB, KiB, MB or MiB: {least} to {most}.")
            least, most = self.textFromValue(self.minimum()), self.textFromValue(self.maximum())
            words = words.format(text=text.strip(), least=least, most=most)
            QTimer.singleShot(SAID_AFTER, self, lambda: self._say(words))
        return text

    def _say(self, words: str) -> None:
        at = self.mapToGlobal(self.rect().bottomLeft())
        QToolTip.showText(at, words, self, self.rect(), SAID_FOR)

    def textFromValue(self, value: float) -> str:
        """'5 kB', '5.12 kB', '12 MB': with its unit, so that typing over all of it leaves none behind."""
        megabytes = round(value / 1000, 2)
        number, unit = (megabytes, "MB") if value >= 1000 and megabytes * 1000 == value else (value, "kB")
        locale = self.locale()
        text = locale.toString(number, "f", 2).replace(locale.groupSeparator(), "")
        return f"{text.rstrip('0').removesuffix(locale.decimalPoint())} {unit}"

    def valueFromText(self, text: str) -> float:
        value = self._parsed(text)
        return self.value() if value is None else value

    def _parsed(self, text: str) -> float | None:
        match = re.fullmatch(r"([\d.,\s]+?)\s*([A-Za-z]*)", text.strip())
        if match is None:
            return None
        unit = match[2].lower()
        if unit not in UNITS:
            return None
        number, right = self.locale().toDouble(match[1].strip())
        if not right:
            try:
                number = float(match[1].replace(",", "."))
            except ValueError:
                return None
        return round(number * UNITS[unit], 2)
