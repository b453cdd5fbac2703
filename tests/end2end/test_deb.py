"""The package on a system: built, installed, asked for by the desktop, run, removed without a trace.

It installs and removes a package, so it runs only where SDVIEWER_TEST_DEB is set, as continuous integration does.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from desktop import Desktop, missing_tools, until
from PIL import Image, ImageGrab

from sdviewer.codec import pipeline
from sdviewer.codec.pictures.images import reduced
from sdviewer.codec.types import EncodeOptions, Picture

ROOT = Path(__file__).parents[2]
TARGET = f"python{sys.version_info.major}.{sys.version_info.minor}"
PHOTO = ROOT / "tests" / "data" / "pictures" / "girl.png"
SYSTEM = ("/usr", "/etc", "/opt", "/var/cache", "/var/lib/dpkg/info")
OTHERS = re.compile(r"/var/cache/(apt|debconf|man|fontconfig|ldconfig)(/|$)|\.pyc$|/__pycache__$")
"""Caches of the system's own that change on their own."""


def why_not() -> str:
    if not os.environ.get("SDVIEWER_TEST_DEB"):
        return "it would install a package: set SDVIEWER_TEST_DEB=1 to allow that"
    if os.geteuid() != 0:
        return "installing a package needs root"
    if missing := missing_tools("apt-get", "dpkg-deb", "xdg-mime", "gio", "update-desktop-database"):
        return f"these programs are missing: {missing}"
    if not Path(f"/usr/bin/{TARGET}").exists():
        return f"the system has no /usr/bin/{TARGET}, which the package would run on"
    if Path("/usr/share/applications/sdviewer.desktop").exists():
        return "sdviewer is installed here, and the test would remove it"
    return ""


SECONDS = 240
"""For a start from a cold disk on a machine that is busy."""

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def run(*command: object, env: dict[str, str] | None = None) -> str:
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=env)
    assert result.returncode == 0, f"{command}:\n{result.stdout}\n{result.stderr}"
    return result.stdout.strip()


def files_of_the_system() -> set[str]:
    found = run("find", *SYSTEM, "-xdev", "(", "-path", ROOT, "-prune", ")", "-o", "-print").splitlines()
    return {name for name in found if not OTHERS.search(name)}


@pytest.fixture(scope="module")
def before() -> set[str]:
    """All files of the system, before anything is installed; the package's dependencies are there."""
    script = (ROOT / "packaging/linux/build-deb.sh").read_text()
    depends = re.search(r"^Depends: ([^:]*)^Recommends:", script, re.MULTILINE)
    assert depends
    libraries = (ROOT / "packaging/linux/libraries.txt").read_text().splitlines()
    written = re.sub(r"\$\(.*?\),", "", depends[1], flags=re.DOTALL).replace("$target", TARGET).replace("(>= 2.34)", "")
    names = re.findall(r"[a-z][\w.+-]+", written)
    names += sorted({line.split()[1] for line in libraries if line and not line.startswith("#")})
    install = ("apt-get", "-qq", "install", "-y", "--no-install-recommends", *names)
    if subprocess.run(install, capture_output=True, env=no_questions()).returncode:  # its lists may be old
        run("apt-get", "-qq", "update")
        run(*install, env=no_questions())
    return files_of_the_system()


@pytest.fixture(scope="module")
def installed(before, tmp_path_factory) -> Iterator[Path]:
    """The package, installed: built from this environment's packages, without compression, to be quick."""
    folder = tmp_path_factory.mktemp("deb")
    env = {**os.environ, "PYTHON": sys.executable, "TARGET": TARGET, "COLLECT": "1", "COMPRESSION": "none"}
    run("bash", ROOT / "packaging/linux/build-deb.sh", folder, env=env)
    (package,) = folder.glob("*.deb")
    try:
        run("dpkg", "-i", package, env=no_questions())
        yield package
    finally:
        subprocess.run(["dpkg", "--purge", "sdviewer"], capture_output=True)


@pytest.fixture(scope="module")
def picture(tmp_path_factory) -> Path:
    """A `.sdc` of 256 x 233 pixels, compressed by this source tree."""
    path = tmp_path_factory.mktemp("pictures") / 'it\'s a "picture" ä.sdc'
    photo = Picture(np.asarray(Image.open(PHOTO).convert("RGB")))
    path.write_bytes(pipeline.encode(photo, EncodeOptions(quality=60)).data)
    return path


@pytest.fixture
def user(tmp_path) -> dict[str, str]:
    """The environment of somebody who uses the desktop, with a home of their own; nothing of this environment's."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "USER": "somebody"}


def no_questions() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def test_the_desktop_knows_the_type_and_its_program(installed, picture, user):
    assert run("xdg-mime", "query", "filetype", picture, env=user) == "image/x-sdc"
    assert run("xdg-mime", "query", "default", "image/x-sdc", env=user) == "sdviewer.desktop"
    assert "sdviewer.desktop" in run("gio", "mime", "image/x-sdc", env=user)


def test_the_program_runs_on_what_the_package_brings(installed, picture, user):
    code = "import sys, sdviewer, onnxruntime, numpy; print(*(m.__file__ for m in (sdviewer, onnxruntime, numpy)))"
    launcher = Path("/usr/bin/sdviewer").read_text()
    python, path = launcher.split()[0][2:], re.search(r'insert\(0, "(.*)"\)', launcher)
    assert path
    places = run(python, "-I", "-c", f"import sys; sys.path.insert(0, '{path[1]}'); {code}", env=user)
    assert all(place.startswith("/usr/lib/sdviewer/") for place in places.split())
    assert "own" in run("sdviewer", "models", "list", env=user)
    target = Path(user["HOME"]) / "x.png"
    run("sdviewer", "decompress", picture, "-o", target, env=user)
    decoded = pipeline.decode(picture.read_bytes()).pixels
    assert np.abs(np.asarray(Image.open(target)).astype(int) - decoded).max() <= 1


def test_the_thumbnailer_makes_a_png_as_a_file_manager_asks(installed, picture, user):
    entry = Path("/usr/share/thumbnailers/sdviewer.thumbnailer").read_text()
    line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    target = Path(user["HOME"]) / ".thumbnail.Xa31b0"
    values = {"%s": "128", "%i": str(picture), "%o": str(target)}
    run(*(values.get(word, word) for word in shlex.split(line.removeprefix("Exec="))), env=user)
    with Image.open(target) as thumbnail:
        assert (thumbnail.format, max(thumbnail.size)) == ("PNG", 128)
        small = reduced(pipeline.decode(picture.read_bytes()), 128).pixels
        assert np.abs(np.asarray(thumbnail).astype(int) - small).mean() < 4


def test_a_double_click_shows_the_picture(installed, picture, user, tmp_path):
    desktop = Desktop(tmp_path / "home")
    try:
        env = user | {"DISPLAY": desktop.display}
        subprocess.run(["gio", "open", str(picture)], env=env, check=True, timeout=60)
        decoded = pipeline.decode(picture.read_bytes()).pixels
        title = ("search", "--onlyvisible", "--name", "picture")
        until(lambda: desktop.tool(*title), "there is no window", SECONDS)
        until(lambda: shown(desktop, decoded), "the decoded picture is not on the screen", SECONDS)
        desktop.focus("picture")
        desktop.tool("key", "ctrl+q")
        until(lambda: not desktop.tool("search", "--onlyvisible", "--name", "sdviewer"), "the window is still there")
    finally:
        desktop.close()


def shown(desktop: Desktop, pixels: np.ndarray) -> bool:
    """Whether these pixels are somewhere on the screen, each exact but for a level; asked once a second."""
    time.sleep(1)
    screen = np.asarray(ImageGrab.grab(xdisplay=desktop.display).convert("RGB")).astype(np.int16)
    height, width, _ = pixels.shape
    rows, columns = screen.shape[0] - height + 1, screen.shape[1] - width + 1
    fits = np.ones((rows, columns), bool)
    for y, x in ((0, 0), (height // 2, width // 2), (height - 1, width - 1), (height // 3, width // 4)):
        fits &= (np.abs(screen[y : y + rows, x : x + columns] - pixels[y, x]) <= 1).all(-1)
    places = zip(*np.nonzero(fits), strict=True)
    return any(np.abs(screen[y : y + height, x : x + width] - pixels).max() <= 1 for y, x in places)


def test_removing_it_leaves_nothing(before, installed):
    assert len(files_of_the_system() - before) > 500
    run("dpkg", "--purge", "sdviewer", env=no_questions())
    assert files_of_the_system() - before == set()
    assert before - files_of_the_system() == set()
    for database in ("mime/globs2", "mime/packages", "applications/mimeinfo.cache", "icons/hicolor/icon-theme.cache"):
        path = Path("/usr/share") / database
        if path.exists():
            assert subprocess.run(["grep", "-rqE", "sdviewer|x-sdc", path]).returncode == 1, database
    assert not shutil.which("sdviewer", path="/usr/bin")
