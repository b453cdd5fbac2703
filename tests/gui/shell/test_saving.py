"""Saving, renaming, the trash: nothing is lost, and what is on screen is what is written."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hands import is_final, name, press
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMessageBox
from window_hands import answer

from sdviewer.codec.errors import FormatError, StorageError
from sdviewer.codec.types import Picture
from sdviewer.gui.browse import naming, trash
from sdviewer.gui.browse.naming import renamed, with_suffix
from sdviewer.gui.browse.trash import Trashed
from sdviewer.gui.commands.save_commands import PICTURE_KINDS
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.view.compare_view import Layout
from sdviewer.service.files import SUFFIXES

SDC_KINDS = {"SDC pictures": (".sdc",)}


@pytest.mark.parametrize(
    ("typed", "kinds", "chosen", "written"),
    [
        ("dog", SDC_KINDS, "", "dog.sdc"),
        ("dog.SDC", SDC_KINDS, "", "dog.SDC"),
        ("photo.v2", SDC_KINDS, "", "photo.v2.sdc"),
        ("dog.png", SDC_KINDS, "", "dog.png.sdc"),
        ("dog", PICTURE_KINDS, "", "dog.png"),
        ("dog", PICTURE_KINDS, "JPEG", "dog.jpg"),
        ("dog.png", PICTURE_KINDS, "PNG", "dog.png"),
        ("dog.png", PICTURE_KINDS, "JPEG", "dog.jpg"),
        ("dog.jpeg", PICTURE_KINDS, "JPEG", "dog.jpeg"),
        ("dog.webp", PICTURE_KINDS, "PNG", "dog.webp"),
        ("trip 1.5", PICTURE_KINDS, "TIFF", "trip 1.5.tif"),
    ],
)
def test_a_saved_file_has_the_suffix_of_its_kind(typed, kinds, chosen, written):
    proposed = next(iter(kinds.values()))[0]
    assert with_suffix(Path("/x") / typed, kinds, chosen, proposed) == Path("/x") / written


@pytest.mark.parametrize("agrees", [True, False])
def test_a_file_is_only_replaced_when_asked_also_if_the_dialog_knew_another_name(
    compressed, codec, folder, until, monkeypatch, agrees
):
    """Typed without the suffix, the name was free."""
    (folder / "dog.sdc").write_bytes(b"precious")
    asked = []
    buttons = QMessageBox.StandardButton
    monkeypatch.setattr(
        QMessageBox, "question", lambda *texts: asked.append(texts[2]) or (buttons.Yes if agrees else buttons.No)
    )
    answer(monkeypatch, folder / "dog")
    compressed.saving.save_sdc()
    assert len(asked) == 1 and "dog.sdc" in asked[0]
    until(lambda: not compressed.session.tasks.running("command"))
    assert (folder / "dog.sdc" in codec.saved) == agrees


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("b.jpg", "b.jpg"),
        ("b", "b.png"),
        ("trip v1.2", "trip v1.2.png"),
        ("12/05 beach.png", None),
        ("b.JPEG", "b.JPEG"),
        ("..", "...png"),
    ],
)
def test_a_renamed_file_keeps_a_suffix_that_is_a_picture_s(typed, path):
    assert renamed(Path("/x/a.png"), typed, SUFFIXES) == (Path("/x") / path if path else None)


def test_a_name_that_no_file_can_have_is_refused_in_words(opened, folder, monkeypatch):
    monkeypatch.setattr(naming, "ask_new_name", lambda *_: "12/05 beach.png")
    opened.actions_["rename"].trigger()
    assert "12/05 beach.png" in opened.banner.text
    assert (folder / "img1.png").exists()


def test_the_new_name_is_typed_over_the_old_one_but_for_the_suffix(opened, folder, codec, qtbot, until):
    codec.files[folder / "dog.png"] = codec.files[folder / "img1.png"]
    found = []

    def type_and_agree() -> None:
        dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog) and w.isVisible())
        edit = dialog.findChild(QLineEdit)
        found.append(edit.selectedText())
        edit.insert("dog")
        dialog.accept()

    QTimer.singleShot(50, type_and_agree)
    opened.files.rename()
    assert found == ["img1"]
    until(lambda: (folder / "dog.png").exists() and folder / "dog.png" in opened.session.browser.paths)


def test_names_with_brackets_come_back_from_the_trash(tmp_path, monkeypatch):
    held = tmp_path / "data" / "Trash" / "files"
    held.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    photo = tmp_path / "photo[1].jpg"
    photo.write_bytes(b"x")
    stand_in = SimpleNamespace(send2trash=lambda path: path.rename(held / path.name))
    monkeypatch.setitem(sys.modules, "send2trash", stand_in)  # the real one looks for its folder when it is imported
    trashed = trash.move(photo)
    assert not photo.exists()
    trash.restore(trashed)
    assert photo.read_bytes() == b"x"


@pytest.fixture
def own_trash(monkeypatch, folder):
    """Files keep their folder, under another name."""

    def move(path: Path) -> Trashed:
        return Trashed(path, path.rename(f"{path}.gone"))

    monkeypatch.setattr(trash, "move", move)


def test_of_several_trashed_files_all_come_back_that_can(opened, folder, own_trash, until):
    opened.session.tasks.start("trash", opened.files._trash([folder / "img1.png", folder / "img2.png"]))
    until(lambda: len(opened.session.browser.paths) == 1 and name(opened) == "img10.png")
    (folder / "img1.png").write_bytes(b"another")
    opened.files.restore()
    until(lambda: "exists again" in opened.banner.text)
    assert (folder / "img2.png").exists() and (folder / "img1.png").read_bytes() == b"another"
    (folder / "img1.png").unlink()
    assert opened.files._trashed
    opened.files.restore()
    until(lambda: (folder / "img1.png").exists() and not opened.files._trashed)


def test_what_comes_back_into_another_folder_is_not_put_into_this_one(
    opened, folder, own_trash, codec, photo, tmp_path_factory, until
):
    opened.files.trash()
    until(lambda: name(opened) == "img2.png")
    other = tmp_path_factory.mktemp("other")
    for shade in ("a.png", "b.png"):
        codec.add(other / shade, Picture(photo.pixels, format="PNG"))
    opened.session.open([other / "a.png"])
    until(lambda: len(opened.session.browser.paths) == 2 and name(opened) == "a.png")
    opened.files.restore()
    until(lambda: (folder / "img1.png").exists() and "Restored" in opened.banner.text)
    assert len(opened.session.browser.paths) == 2 and name(opened) == "a.png"


@pytest.fixture
def preview(window, folder, codec, photo, until):
    """A `.sdc` of which there is the preview of half its size, while it is decoded."""
    codec.hold("final")
    window.session.open([codec.add(folder / "b.sdc", photo, sdc=True)])
    variant = window.session.comparison.variant
    until(lambda: variant(SDC) is not None and variant(SDC).state is State.PREVIEW)
    return window


def test_a_preview_is_neither_saved_nor_copied_as_the_picture(
    preview, folder, codec, photo, qtbot, loop, until, monkeypatch
):
    answer(monkeypatch, folder / "out.png")
    preview.saving.save_picture()
    press(qtbot, preview, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    loop.run_until_complete(asyncio.sleep(0.05))
    assert not codec.saved
    codec.release("final")
    until(lambda: codec.saved)
    assert codec.saved[folder / "out.png"].pixels.shape == photo.pixels.shape
    until(lambda: QGuiApplication.clipboard().image().size().toTuple() == (96, 64))


def test_where_there_is_only_a_preview_no_picture_is_saved(preview, folder, codec, until, monkeypatch):
    codec.errors[folder / "b.sdc"] = FormatError("It can't be drawn.")
    codec.release("final")
    until(lambda: preview.session.comparison.variant(SDC).state is State.FAILED)
    answer(monkeypatch, folder / "out.png")
    preview.saving.save_picture()
    until(lambda: "out.png was not saved" in preview.banner.text)
    assert not codec.saved


def test_the_bytes_of_a_sdc_can_be_saved_while_it_is_decoded(preview, folder, codec, until, monkeypatch):
    answer(monkeypatch, folder / "copy.sdc")
    preview.saving.save_sdc()
    until(lambda: codec.saved)
    assert codec.saved[folder / "copy.sdc"] == (folder / "b.sdc").read_bytes()


@pytest.fixture
def not_saved(compressed, codec, folder, until, monkeypatch):
    """A window that says that the disk was full; gives way back to a disk that isn't."""
    save = codec.save

    async def full(data, path, overwrite=False) -> None:
        raise StorageError(f"{path} was not saved: the disk is full.")

    monkeypatch.setattr(codec, "save", full)
    answer(monkeypatch, folder / "x.sdc")
    compressed.saving.save_sdc()
    until(lambda: "the disk is full" in compressed.banner.text)
    return lambda: monkeypatch.setattr(codec, "save", save)


def test_saved_after_all_is_said_instead_of_what_went_wrong_before(not_saved, compressed, folder, until):
    not_saved()
    compressed.saving.save_sdc()
    assert "the disk is full" not in compressed.banner.text
    until(lambda: compressed.banner.text == f"Saved: {folder / 'x.sdc'}")


@pytest.mark.parametrize("onward", ["next", "drop", "folder", "close"])
@pytest.mark.usefixtures("not_saved")
def test_what_was_not_saved_goes_with_its_picture(compressed, codec, folder, photo, until, onward):
    (folder / "sub").mkdir()
    codec.add(folder / "sub" / "other.png", photo)
    {
        "next": compressed.actions_["next"].trigger,
        "drop": lambda: compressed.session.open([folder / "sub" / "other.png"]),
        "folder": lambda: compressed.session.open([folder / "sub"]),
        "close": compressed.actions_["close_picture"].trigger,
    }[onward]()
    until(lambda: compressed.banner.text == "")


def test_an_error_of_the_trash_stays_when_another_picture_comes(opened, folder, until, monkeypatch):
    def move(path: Path) -> Trashed:
        if path.name == "img2.png":
            raise StorageError(f"{path} could not be moved to the trash: no.")
        return Trashed(path, path.rename(f"{path}.gone"))

    monkeypatch.setattr(trash, "move", move)
    opened.session.tasks.start("trash", opened.files._trash([folder / "img1.png", folder / "img2.png"]))
    until(lambda: name(opened) == "img2.png" and is_final(opened, ORIGINAL))
    assert "could not be moved" in opened.banner.text
    opened.session.browser.step(1)
    until(lambda: name(opened) == "img10.png")
    assert "could not be moved" not in opened.banner.text


def test_the_original_that_is_chosen_is_shown_beside_the_sdc(window, folder, codec, photo, until, monkeypatch):
    window.session.open([codec.add(folder / "b.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(folder / "img1.png"), ""))
    window.opening.choose_original()
    until(lambda: is_final(window, ORIGINAL))
    assert window.view.layout_mode is Layout.SPLIT
    assert len(window.view.visible_panes()) == 2


def test_a_rivals_file_is_saved_as_it_is(compressed, qtbot, until, monkeypatch, tmp_path):
    comparison, jpeg, target = compressed.session.comparison, Source("jpeg"), tmp_path / "rival.jpg"
    comparison.set_sources([ORIGINAL, SDC])
    assert not compressed.actions_["save_rival"].isEnabled()
    comparison.set_sources([SDC, jpeg])
    until(lambda: (v := comparison.variant(jpeg)) is not None and v.state is State.FINAL)
    answer(monkeypatch, target)
    compressed.actions_.refresh()
    compressed.actions_["save_rival"].trigger()
    until(target.exists)
    until(lambda: target.read_bytes() == comparison.variant(jpeg).file)


def test_a_rotated_photo_has_the_size_that_is_seen_in_the_status_bar(opened, qtbot, until):
    until(lambda: opened.status._size.text() == "96 × 64")
    press(qtbot, opened, Qt.Key.Key_R)
    until(lambda: opened.status._size.text() == "64 × 96")
