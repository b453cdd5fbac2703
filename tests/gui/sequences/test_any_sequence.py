"""Whatever is done to the window, in whatever order: what it shows is what is open, and what it saves is what it shows.

A few sequences in the usual run; SDVIEWER_SEQUENCES=2000 tries as many.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import time
from pathlib import Path

import numpy as np
import pytest
from fake_codec import FakeCodec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

from sdviewer.codec.errors import InputError
from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.settings import Settings
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.service.queue import OPEN

SEQUENCES = int(os.environ.get("SDVIEWER_SEQUENCES", "15"))
KINDS = ("open", "final", "encode", "compress", "rival", "scores", "natural", "preload")
NOT_TRIED = ("quit", "show_in_folder", "trash", "models", "default_program", "report")
"""Actions of other programs, and the end, which comes anyway."""
PHOTOS = ("a.png", "b.png", "c.jpg", "d.sdc", "e.sdc", "broken.png")
SOURCES = (ORIGINAL, SDC, Source("jpeg"), Source("webp"), Source("natural"))


class Codec(FakeCodec):
    """Counts what it is asked to do at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.encoding = self.most_encoding = 0

    async def encode(self, picture, options, progress=None):
        self.encoding += 1
        self.most_encoding = max(self.most_encoding, self.encoding)
        try:
            return await super().encode(picture, options, progress)
        finally:
            self.encoding -= 1

    async def compress(self, source, order, progress=None, paused=None):
        if not source.exists():
            raise InputError(f"{source} doesn't exist.")
        return await super().compress(source, order, progress, paused)


def colour(number: int) -> Picture:
    pixels = np.full((24, 32, 3), 20 * number + 9, np.uint8)
    pixels[:4, :4] = (number * 20, 0, 255 - number * 20)
    return Picture(pixels, format="PNG")


class Window(RuleBasedStateMachine):
    """One window's life."""

    app: object
    theme: Theme
    loop: object
    folders: object
    answers: dict[str, object]

    def __init__(self) -> None:
        super().__init__()
        self.folder: Path = self.folders.mktemp("photos")
        self.codec = Codec()
        self.ever: dict[str, list[Picture]] = {}
        for number, name in enumerate(PHOTOS[:-1]):
            self.put(name, colour(number))
        (self.folder / "broken.png").write_bytes(b"nothing")
        self.codec.errors[self.folder / "broken.png"] = InputError("broken.png is damaged.")
        kept = Settings(QSettings(str(self.folder / ".settings.ini"), QSettings.Format.IniFormat))
        self.session = Session(self.codec, kept, self.loop)
        self.window = MainWindow(self.session, self.theme)
        self.window.resize(900, 600)
        self.window.show()
        self.failures: list[str] = []
        self.session.failed.connect(self.failures.append)
        self.expected: dict[Path, tuple[Picture, ...]] = {}

    # what is done

    def pump(self, until=None, seconds: float = 0.0) -> None:
        """Let Qt and asyncio go on: a few turns, so long, or until something holds."""
        end, turns = time.monotonic() + (20 if until else seconds), 0
        while (turns < 6 or time.monotonic() < end) and not (until and until()):
            self.app.processEvents()
            turns += 1
        assert until is None or until()

    def do(self, act) -> None:
        """As a click does it: in the event loop, and in no task."""
        act()
        self.pump()

    @initialize(name=st.sampled_from(PHOTOS))
    def begin(self, name):
        self.do(lambda: self.session.open([self.folder / name]))

    @rule(name=st.sampled_from(PHOTOS))
    def open(self, name):
        self.do(lambda: self.session.open([self.folder / name]))

    @rule(by=st.integers(-2, 2))
    def step(self, by):
        self.do(lambda: self.session.browser.step(by))

    @rule(sources=st.lists(st.sampled_from(SOURCES), min_size=1, max_size=4, unique=True))
    def compare(self, sources):
        self.do(lambda: self.session.comparison.set_sources(sources))

    @rule(quality=st.sampled_from([5.0, 40.0, 90.0]))
    def quality(self, quality):
        self.do(lambda: self.session.settings.set("compress/quality", quality))

    @rule(number=st.integers(0, 400))
    def act(self, number):
        """Any action that is enabled."""
        actions = self.window.actions_
        ids = [id for id in sorted(actions.specs) if id not in NOT_TRIED and actions[id].isEnabled()]
        self.do(actions[ids[number % len(ids)]].trigger)

    @rule(name=st.sampled_from(["x.sdc", "y.sdc"]))
    def save(self, name):
        comparison = self.session.comparison
        document, original = comparison.document, comparison.original
        path = self.folder / "out" / name
        self.answers["save"] = str(path)
        if comparison.variant(SDC) is not None and original is not None and original.picture is not None:
            self.expected[path] = (*self.expected.get(path, ()), original.picture)
        elif document is not None and document.path is not None and document.primary == SDC:  # a copy of its file
            self.expected[path] = (*self.expected.get(path, ()), *self.ever.get(document.path.name, ()))
        self.do(self.window.saving.save_sdc)
        self.answers["save"] = ""

    @rule(kind=st.sampled_from(KINDS))
    def hold(self, kind):
        if kind not in self.codec._held:
            self.codec.hold(kind)

    @precondition(lambda self: self.codec._held)
    @rule(number=st.integers(0, 7))
    def release(self, number):
        held = sorted(self.codec._held)
        self.codec.release(held[number % len(held)])

    @rule(name=st.sampled_from(PHOTOS[:3]), shade=st.integers(0, 5))
    def change_on_disk(self, name, shade):
        self.put(name, colour(shade + 6))
        self.do(lambda: self.session.comparison.reload(self.folder / name))

    @rule(name=st.sampled_from(PHOTOS))
    def take_away(self, name):
        path = self.folder / name
        path.unlink(missing_ok=True)
        self.codec.files.pop(path, None)

    @rule()
    def paste(self):
        image = QImage(20, 10, QImage.Format.Format_RGB32)
        image.fill(0x123456)
        self.do(lambda: self.session.open_image(image, "pasted"))

    @rule(names=st.lists(st.sampled_from(PHOTOS[:3]), min_size=1, max_size=3))
    def queue(self, names):
        self.do(lambda: self.window.queue.add([self.folder / name for name in names]))

    @rule(seconds=st.sampled_from([0.0, 0.0, 0.01, 0.05]))
    def wait(self, seconds):
        self.pump(seconds=seconds)

    # what holds

    @invariant()
    def no_fault_was_reported(self):
        assert [text for text in self.failures if "should not" in text or "fault" in text.lower()] == []

    @invariant()
    def the_title_names_what_is_open(self):
        document = self.session.comparison.document
        assert self.window.windowTitle() == (f"{document.name} – sdviewer" if document else "sdviewer")

    @invariant()
    def a_picture_stands_under_its_own_name(self):
        document, primary = self.session.comparison.document, self.session.comparison.primary
        if document is None or document.path is None or primary is None or primary.state is not State.FINAL:
            return
        known = self.ever.get(document.path.name, [])
        assert primary.picture is None or any(primary.picture is one for one in known)
        others = [v.path for v in self.session.comparison.variants.values() if v.source == document.primary]
        assert others in ([document.path], [None])

    @invariant()
    def panes_and_labels_agree(self):
        comparison = self.session.comparison
        if comparison.document is None:
            return
        view, headers = self.window.view, self.window.headers._headers
        assert len(view.panes) == len(comparison.sources)
        for pane, header, source in zip(view.panes, headers, comparison.sources, strict=False):
            source = ORIGINAL if view.holding else source
            assert header._name.toolTip() == source.name
            variant = comparison.variant(source)
            if not view.holding and variant is not None and not source.is_redrawn and not comparison.map_name:
                original = comparison.original
                stands_in = original.image if pane.is_original and original is not None else None
                assert pane.image is (stands_in if variant.image is None else variant.image)

    @invariant()
    def one_job_of_a_kind(self):
        assert self.codec.encoding <= 1 + len(self.window.session.pending.paths)
        running = [slot for slot in self.session.tasks._running if slot in ("open", "encode")]
        assert len(running) == len(set(running))

    @invariant()
    def what_is_saved_was_shown(self):
        for path, pictures in self.expected.items():
            data = self.codec.saved.get(path)
            if data is not None:
                coded = self.codec._encoded[data]
                assert any(np.array_equal(np.sort(coded.pixels.ravel()), np.sort(p.pixels.ravel())) for p in pictures)

    def put(self, name: str, picture: Picture) -> None:
        """A file on the disk."""
        self.codec.add(self.folder / name, picture, sdc=name.endswith(".sdc"))
        self.ever.setdefault(name, []).append(picture)

    def teardown(self):
        """It can be closed, asks where something would be lost, and ends."""
        queue = [job for job in self.session.queue.jobs if job.state in OPEN]
        would_lose = bool(self.window.session.pending.paths or queue)
        self.answers["asked"] = 0
        closed = []
        self.window.closed.connect(lambda: closed.append(True))
        self.do(self.window.close)
        assert closed, "it doesn't close"
        assert bool(self.answers["asked"]) == would_lose
        self.pump(until=self.loop.create_task(self.session.close()).done)
        assert self.codec.encoding == 0
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        del self.window, self.session
        gc.collect()


@pytest.fixture
def nobody(monkeypatch):
    """Nobody answers dialogs: files are what `answers` says, questions are answered with yes."""
    answers: dict[str, object] = {"save": "", "asked": 0}

    def question(*_):
        answers["asked"] += 1
        return QMessageBox.StandardButton.Yes

    def run(box) -> int:
        answers["asked"] += 1
        chosen = [b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.DestructiveRole]
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: (chosen or [None])[0])
        return 0

    monkeypatch.setattr(QMessageBox, "question", question)
    monkeypatch.setattr(QMessageBox, "exec", run)
    monkeypatch.setattr(QDialog, "exec", lambda _: 0)
    monkeypatch.setattr(QInputDialog, "exec", lambda _: 0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (answers["save"], ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)
    return answers


def test_any_sequence(qapp, loop, tmp_path_factory, nobody, caplog, monkeypatch):
    Window.theme = Theme(qapp)
    Window.app, Window.loop, Window.folders, Window.answers = qapp, loop, tmp_path_factory, nobody
    caplog.set_level(logging.ERROR)
    with monkeypatch.context() as patched:
        # qasync's `run_until_complete` delivers some events after it has stopped the loop, which no program sees.
        patched.setattr(loop, "is_running", lambda: True)
        asyncio.events._set_running_loop(loop)
        try:
            run_state_machine_as_test(
                Window,
                settings=settings(
                    max_examples=SEQUENCES,
                    stateful_step_count=25,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                    phases=[Phase.generate],
                ),
            )
        finally:
            asyncio.events._set_running_loop(None)
    assert caplog.records == []
    QGuiApplication.clipboard().clear()
