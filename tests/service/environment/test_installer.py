"""Packages that are installed while the program runs: from a folder of wheels, into an environment of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from sdviewer.codec.errors import CancelledError, PackageError
from sdviewer.codec.types import Progress, StopToken
from sdviewer.service.environment import installer
from sdviewer.service.environment.installer import Installer, install

NAME = "sdviewer-test-package"
MODULE = "sdviewer_test_package"


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """The only place where pip looks."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def wheel(folder: Path, name: str = MODULE, needs: str = "") -> None:
    """A package with one line in it."""
    info = f"{name}-1.0.dist-info"
    requires = f"Requires-Dist: {needs}\n" if needs else ""
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", "HERE = True\n")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


def can_import(python: str, module: str) -> bool:
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


def test_a_package_is_installed_and_says_how_far_it_is(python, index):
    wheel(index)
    stages: list[Progress] = []
    assert not can_import(python, MODULE)
    installing = Installer(python)
    asyncio.run(asyncio.wait_for(installing.install([NAME], stages.append), 60))
    installing.close()
    assert can_import(python, MODULE)
    assert stages[0].stage == "looking for packages" and stages[-1].stage == "installing"


def test_what_is_not_to_be_had_is_a_sentence_with_the_command(python, index):
    with pytest.raises(PackageError, match=r"nowhere-to-be-had could not be installed: .*nowhere.* Run: ") as caught:
        install(["nowhere-to-be-had"], lambda _: None, StopToken(), python)
    assert "pip install nowhere-to-be-had" in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.packages == ("nowhere-to-be-had",)


def test_a_python_that_is_not_there_is_a_sentence_too():
    with pytest.raises(PackageError, match=r"could not be installed: No such file or directory\. Run: "):
        install([NAME], lambda _: None, StopToken(), "/nowhere/python")


def test_a_stop_ends_pip(tmp_path, monkeypatch):
    """One that would take for ever."""
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    code = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a test run may ignore it
    code += f"import pathlib, time\ntry:\n    pathlib.Path({str(begun)!r}).touch()\n    time.sleep(600)\n"
    code += f"except KeyboardInterrupt:\n    pathlib.Path({str(ended)!r}).touch()\n"
    monkeypatch.setattr(installer.packages, "command", lambda names: [sys.executable, "-c", code])

    async def scenario() -> None:
        installing = Installer()
        task = asyncio.ensure_future(installing.install([NAME]))
        while not begun.exists():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        installing.close()  # waits for its end

    asyncio.run(asyncio.wait_for(scenario(), 60))
    assert ended.exists()


def test_one_that_does_not_hear_is_killed(monkeypatch):
    code = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    monkeypatch.setattr(installer.packages, "command", lambda names: [sys.executable, "-c", code])
    monkeypatch.setattr(installer, "STOP_SECONDS", 0.2)
    stop = StopToken()
    monkeypatch.setattr(installer, "_tell", lambda line, report: stop.stop())
    with pytest.raises(CancelledError):
        install([NAME], lambda _: None, stop)


def test_an_environment_that_cannot_be_written_is_known_before(monkeypatch):
    assert isinstance(installer.can_install(), bool)
    monkeypatch.setattr(installer.os, "access", lambda *_: False)
    assert not installer.can_install()
