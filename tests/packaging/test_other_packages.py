"""An AppImage's folder, made around a stand-in for the frozen program, and the Flatpak's manifest."""

import configparser
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
MANIFEST = ROOT / "packaging" / "flatpak" / "org.sdviewer.sdviewer.json"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is about Linux packages")


@pytest.fixture
def frozen(tmp_path) -> Path:
    """What PyInstaller would have made: here a program that says what it was called with."""
    folder = tmp_path / "frozen"
    folder.mkdir()
    program = folder / "sdviewer"
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    program.chmod(0o755)
    return folder


def build(frozen: Path, out: Path, path: str = os.environ["PATH"]) -> str:
    env = {**os.environ, "PYTHON": sys.executable, "FROZEN": str(frozen), "PATH": path}
    command = ["bash", str(LINUX / "build-appimage.sh"), str(out)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_the_folder_of_an_appimage_starts_the_program_from_anywhere(frozen, tmp_path):
    if shutil.which("appimagetool"):
        pytest.skip("appimagetool would make a file of the folder")
    assert "appimagetool is not" in build(frozen, tmp_path / "out")
    app = (tmp_path / "out" / "sdviewer.AppDir").rename(tmp_path / "moved")
    link = tmp_path / "link"
    link.symlink_to(app / "AppRun")
    words = ["a b", "c\n'\"$d"]
    assert subprocess.run([link, *words], capture_output=True, text=True).stdout.split("\0")[:-1] == words
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(app / "sdviewer.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["Exec"] == "sdviewer %F"
    assert (app / f"{entry['Desktop Entry']['Icon']}.png").is_file()
    assert (app / ".DirIcon").read_bytes() == (ROOT / "resources/icons/sdviewer-256.png").read_bytes()
    assert (app / "usr/share/metainfo/sdviewer.metainfo.xml").is_file()


def test_the_tool_is_given_the_folder_and_the_name(frozen, tmp_path):
    tool = tmp_path / "bin" / "appimagetool"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\n[ -x "$1/AppRun" ] && echo "$ARCH" >"$2"\n')
    tool.chmod(0o755)
    build(frozen, tmp_path / "out", f"{tool.parent}:{os.environ['PATH']}")
    (made,) = (tmp_path / "out").iterdir()
    assert made.name.startswith("sdviewer-") and made.suffix == ".AppImage"
    assert made.read_text().strip() in made.name


def test_the_flatpak_manifest_names_files_that_are_installed(tmp_path):
    manifest = json.loads(MANIFEST.read_text())
    assert manifest["app-id"] == MANIFEST.stem
    subprocess.run(["bash", LINUX / "install.sh", tmp_path], env={**os.environ, "PYTHON": sys.executable}, check=True)
    share = tmp_path / "share"
    for key, folder in (("desktop", "applications"), ("appdata", "metainfo")):
        assert (share / folder / manifest[f"rename-{key}-file"]).is_file()
    assert (share / "icons/hicolor/scalable/apps" / f"{manifest['rename-icon']}.svg").is_file()
    assert all((share / folder.removeprefix("/share/")).is_dir() for folder in manifest["cleanup"])
    assert f"<id>{manifest['app-id']}</id>" in (share / "metainfo" / manifest["rename-appdata-file"]).read_text()
    (module,) = manifest["modules"]
    (source,) = module["sources"]
    assert (MANIFEST.parent / source["path"]).resolve() == ROOT
    move = next(line.split() for line in module["build-commands"] if line.startswith("mv "))
    assert (tmp_path / move[1].removeprefix("/app/")).is_file()
    assert Path(move[2]).name == f"{manifest['app-id']}.xml"  # only what is named like the app is shown outside
    named = [word for line in module["build-commands"] for word in line.split() if word.startswith("packaging/")]
    assert named and all((ROOT / name).is_file() for name in named)
