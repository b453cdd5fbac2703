"""Asking for a file's name: where to save, and what it is to be called from now on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ..toolkit.texts import tr
from ..widgets.dialog_size import ask_text

Kinds = Mapping[str, tuple[str, ...]]
"""Kinds of file by their names in a dialog's filter: the suffixes of each, the usual one first."""


def ask_where(parent: QWidget, title: str, start: Path, kinds: Kinds) -> Path | None:
    """Where to save, with one of the kinds' suffixes; None if nowhere. start: folder and name that are proposed.

    The dialog asks before a file is replaced, but it only knows the name as it was typed: a suffix that is put behind
    it makes another one, and that is asked about here.
    """
    filters = {f"{kind} ({' '.join('*' + suffix for suffix in suffixes)})": kind for kind, suffixes in kinds.items()}
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(filters))
    if not name:
        return None
    path = with_suffix(Path(name), kinds, filters.get(chosen, ""), proposed=start.suffix)
    return path if str(path) == name or _may_replace(parent, path) else None


def with_suffix(path: Path, kinds: Kinds, chosen: str, proposed: str) -> Path:
    """A path with the suffix of its kind. chosen: the kind that the dialog's filter was left at, '' if not known.

    A suffix of a kind that was typed counts more than the filter; one that was only proposed counts less.
    """
    wanted, suffix = kinds[chosen if chosen in kinds else next(iter(kinds))], path.suffix.lower()
    if not any(suffix in known for known in kinds.values()):
        return path.with_name(path.name + wanted[0])
    return path.with_suffix(wanted[0]) if suffix == proposed and suffix not in wanted else path


def _may_replace(parent: QWidget, path: Path) -> bool:
    if not path.exists():
        return True
    text = tr("{name} exists already. Replace it?").format(name=path.name)
    return QMessageBox.question(parent, tr("Save"), text) == QMessageBox.StandardButton.Yes


def ask_new_name(parent: QWidget, old: Path) -> str:
    """Another name for a file, '' if it keeps its own. What is selected to be typed over leaves the suffix."""
    name = ask_text(parent, tr("Rename"), tr("New name:"), old.name, selected=len(old.stem))
    return name if name != old.name else ""


def renamed(old: Path, name: str, suffixes: frozenset[str]) -> Path | None:
    """The path of a file with another name, which keeps its suffix where the new one is none of `suffixes`; None if no
    file can have that name."""
    if Path(name).suffix.lower() not in suffixes:
        name += old.suffix
    try:
        return old.with_name(name)
    except ValueError:
        return None
