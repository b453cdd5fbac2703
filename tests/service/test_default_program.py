"""Becoming the default of a desktop, with the system's own xdg-mime in a home of the test's own."""

import shutil
import sys

import pytest

from sdviewer.codec.errors import StorageError
from sdviewer.service import default_program

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is about Linux desktops"),
    pytest.mark.skipif(shutil.which("xdg-mime") is None, reason="xdg-mime is not installed"),
]


@pytest.fixture
def applications(tmp_path, monkeypatch):
    """The folder of this user's menu entries, on a system that has none itself."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "system"))
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    folder = tmp_path / "data" / "applications"
    folder.mkdir(parents=True)
    (tmp_path / "config").mkdir()
    return folder


def install(folder, name: str) -> None:
    (folder / name).write_text("[Desktop Entry]\nType=Application\nName=X\nExec=true\nMimeType=image/x-sdc;\n")


def test_not_installed_is_not_offered(applications):
    assert not default_program.can_be_made_default()


def test_another_program_gives_way(applications):
    install(applications, "sdviewer.desktop")
    install(applications, "other.desktop")
    default_program._xdg_mime("default", "other.desktop", "image/x-sdc")
    assert default_program.can_be_made_default()
    default_program.make_default()
    assert not default_program.can_be_made_default()


def test_without_the_tool_nothing_is_offered_and_failure_is_said(applications, monkeypatch, tmp_path):
    install(applications, "sdviewer.desktop")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not default_program.can_be_made_default()
    with pytest.raises(StorageError, match="settings"):
        default_program.make_default()
