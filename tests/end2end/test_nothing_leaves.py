"""What the program does is seen by the system's calls: no name is looked up, nobody is connected to, no file appears
but where it was asked for. Each process lives some seconds longer than its work, as background threads begin late."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sdviewer.paths import resource

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace isn't installed")

LINGER = (
    "import sys, time; from sdviewer.{module} import main; status = main({arguments}); time.sleep(3); sys.exit(status)"
)
CALLS = (
    "trace=connect,sendto,sendmsg,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
)
MADE = re.compile(r'(?:openat\([^"]*"([^"]+)", [^,]*O_CREAT|(?:creat|mkdir|mkdirat)\([^"]*"([^"]+)")')
OWN = re.compile(
    r"/(?:\.sdviewer-\w+\.tmp|sdviewer|thumbnails|fontconfig|qtshadercache[\w.-]*)(?:/|$)|/tmp/[a-z0-9_]{8}$"
)
"""Ours while it is written, our folders in the user's, the desktop's thumbnails, fontconfig's and Qt's caches, and the
file of a random name by which Python's tempfile tries a folder."""


def traced(folder: Path, code: str, *arguments: str) -> str:
    """What the system was asked for by a process and its children."""
    home, record = folder / "home", folder / "calls"
    for name in ("tmp", "run"):
        (home / name).mkdir(parents=True, exist_ok=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "DBUS_", "DISPLAY", "WAYLAND_"))
    }
    environment |= {"HOME": str(home), "TMPDIR": str(home / "tmp"), "QT_QPA_PLATFORM": "offscreen"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    command = ["strace", "-f", "-qq", "-e", CALLS, "-o", str(record), sys.executable, "-c", code, *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    return record.read_text("utf-8", "replace")


def check(calls: str, folder: Path) -> None:
    talks = [line for line in calls.splitlines() if re.search(r"AF_INET|AF_NETLINK|htons\(53\)", line)]
    assert talks == []
    made = [found.group(1) or found.group(2) for found in MADE.finditer(calls)]
    assert [
        path for path in made if not (path.startswith(("/dev/", "/proc/")) or OWN.search(path) or asked(path, folder))
    ] == []


def asked(path: str, folder: Path) -> bool:
    """Whether it lies in the folder that was given for what is made, or is one of the user's folders themselves."""
    home = folder / "home"
    usual = (home / ".cache", home / ".config", home / ".local", home / ".local/share", home / ".local/state")
    return Path(path).is_relative_to(folder / "out") or Path(path) in usual


@pytest.fixture
def coded(tmp_path) -> Path:
    (tmp_path / "out").mkdir()
    path = tmp_path / "photo.sdc"
    photo = next(resource("samples").glob("*.jpg"))
    subprocess.run(
        [sys.executable, "-m", "sdviewer", "compress", str(photo), "-o", str(path), "--size", "5kB"], check=True
    )
    return path


@pytest.mark.parametrize("verb", ["compress", "decompress", "info", "thumbnail", "compare", "models"])
def test_the_command_line_talks_to_nobody(tmp_path, coded, verb):
    photo, out = str(next(resource("samples").glob("*.jpg"))), tmp_path / "out"
    arguments = {
        "compress": [photo, "-o", str(out / "a.sdc")],
        "decompress": [str(coded), "-o", str(out / "a.png")],
        "info": [str(coded)],
        "thumbnail": [str(coded), str(out / "a.png")],
        "compare": [photo, "--size", "8kB", "--rivals", "jpeg,webp"],
        "models": ["list"],
    }[verb]
    check(traced(tmp_path, LINGER.format(module="cli", arguments="sys.argv[1:]"), verb, *arguments), tmp_path)


def test_the_window_talks_to_nobody(tmp_path, coded):
    """Opened on a photo, encoded and compared, drawn to a picture."""
    code = (
        "import sys; from pathlib import Path; from sdviewer.app import run\n"
        "sys.exit(run([sys.argv[1]], compare=True, snapshot=Path(sys.argv[2])))"
    )
    target = tmp_path / "out" / "window.png"
    check(traced(tmp_path, code, str(next(resource("samples").glob("*.jpg"))), str(target)), tmp_path)
    assert target.exists()
