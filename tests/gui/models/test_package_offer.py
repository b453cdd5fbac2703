"""What needs packages that aren't installed: the button that installs them."""

from __future__ import annotations

import asyncio

import pytest
from models_hands import buttons, press

from sdviewer.codec.errors import PackageError
from sdviewer.codec.types import Encoded, Progress
from sdviewer.gui.compare.variants import SDC, State

TEXT = "Effort 'balanced' needs the package torch, which isn't installed. Run: pip install torch"


class FakeInstaller:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.go_on = asyncio.Event()
        self.stopped = False
        self.error: PackageError | None = None

    async def install(self, names, progress) -> None:
        self.asked.append(list(names))
        progress(Progress(0.2, "downloading", {"bytes": 190_300_000}))
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        if self.error is not None:
            raise self.error


@pytest.fixture
def installer(window, monkeypatch) -> FakeInstaller:
    fake = FakeInstaller()
    monkeypatch.setattr(window.models.packages, "_installer", fake)
    monkeypatch.setattr(window.models.packages, "_can", lambda: True)
    return fake


@pytest.fixture
def lacking(window, installer, codec, photo, tmp_path, until, monkeypatch):
    """The window with a photo that can't be compressed as it should for want of torch."""
    missing = [True]

    async def encode(picture, options, progress=None) -> Encoded:
        if missing[0]:
            raise PackageError(TEXT, ("torch",))
        return Encoded(b"\x89SDC" + bytes(996), picture, options.quality, 0.1, 0.1)

    monkeypatch.setattr(codec, "encode", encode)
    window.session.open([codec.add(tmp_path / "a.png", photo)])
    until(lambda: window.session.comparison.original is not None)
    window.session.comparison.compress()
    until(lambda: "torch" in window.banner.text)
    return missing


def test_the_button_installs_and_what_failed_is_tried_again(window, installer, lacking, qtbot, until):
    assert window.banner.text == TEXT
    press(qtbot, buttons(window.banner)["Install torch"])
    until(lambda: "downloading" in window.banner.text)
    assert window.banner.text == "Installing torch: downloading 190.3 MB" and installer.asked == [["torch"]]
    lacking[0] = False
    installer.go_on.set()
    until(lambda: (v := window.session.comparison.variant(SDC)) is not None and v.state is State.FINAL)
    assert window.banner.text == "Installed: torch"


def test_it_can_be_stopped(window, installer, lacking, qtbot, until):
    press(qtbot, buttons(window.banner)["Install torch"])
    until(lambda: "Stop" in buttons(window.banner))
    press(qtbot, buttons(window.banner)["Stop"])
    until(lambda: installer.stopped)
    assert window.banner.text == "Nothing was installed."


def test_what_goes_wrong_is_a_sentence(window, installer, lacking, qtbot, until):
    installer.error = PackageError("torch could not be installed: No space left on device. Run: ...", ("torch",))
    installer.go_on.set()
    press(qtbot, buttons(window.banner)["Install torch"])
    until(lambda: "No space left" in window.banner.text)
    assert list(buttons(window.banner)) == []


def test_where_the_environment_cannot_be_written_there_is_no_button(window, installer, lacking, monkeypatch):
    monkeypatch.setattr(window.models.packages, "_can", lambda: False)
    window.banner.clear()
    window.session.comparison.lacking.emit(PackageError(TEXT, ("torch",)))
    assert window.banner.text == TEXT and list(buttons(window.banner)) == []
