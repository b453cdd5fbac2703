"""What a Linux desktop makes of sdviewer's files, once they are installed into a prefix of the test's own."""

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeDatabase

from sdviewer import cli
from sdviewer.service.files import SUFFIXES

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
GOLDEN = ROOT / "tests" / "data" / "golden"
SYSTEM_TYPES = Path("/usr/share/mime/packages/freedesktop.org.xml")
SDC, STAR_CALC = "image/x-sdc", "application/vnd.stardivision.calc"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is about Linux desktops")


def needs(*programs: str) -> None:
    for program in programs:
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")


def output(*command: object, env: dict[str, str] | None = None) -> str:
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=env)
    assert result.returncode == 0, f"{command}:\n{result.stdout}\n{result.stderr}"
    return result.stdout.strip()


def install(prefix: Path, *more: str) -> None:
    output("bash", LINUX / "install.sh", prefix, *more, env={**os.environ, "PYTHON": sys.executable})


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    """The program as a file that a desktop entry can name; it says on stderr whether it loaded torch."""
    path = tmp_path_factory.mktemp("bin") / "sdviewer"
    path.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'import sys; sys.path.insert(0, "{ROOT}")\n'
        "from sdviewer.__main__ import main; status = main()\n"
        'print("torch:", "torch" in sys.modules, file=sys.stderr); sys.exit(status)\' "$@"\n'
    )
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module", params=["system", "user"])
def desktop(request, tmp_path_factory, program) -> dict[str, str]:
    """An environment in which sdviewer is installed beside the system's file types, for all or for one user."""
    needs("update-mime-database", "update-desktop-database")
    if not SYSTEM_TYPES.exists():
        pytest.skip(f"{SYSTEM_TYPES} is not there")
    base = tmp_path_factory.mktemp(request.param)
    system, user = base / "system", base / "user"
    env = {**os.environ, "XDG_DATA_DIRS": f"{system}/share", "XDG_DATA_HOME": f"{user}/share", "HOME": str(base)}
    env |= {"XDG_CONFIG_HOME": str(base / "config"), "PKGSYSTEM_ENABLE_FSYNC": "0", "LC_ALL": "C.UTF-8"}
    env.pop("XDG_CURRENT_DESKTOP", None)
    packages = system / "share" / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copy(SYSTEM_TYPES, packages)
    install(system if request.param == "system" else user, str(program))
    output("update-mime-database", system / "share" / "mime", env=env)
    return env


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> list[Path]:
    """Our files, with the suffix, with it in capitals, and with none."""
    folder = tmp_path_factory.mktemp("our files")
    files = [shutil.copy(path, folder) for path in sorted(GOLDEN.glob("*.sdc"))]
    assert files
    return [Path(f) for f in [*files, shutil.copy(files[0], folder / "A.SDC"), shutil.copy(files[0], folder / "none")]]


@pytest.fixture(scope="module")
def star_calc(tmp_path_factory) -> Path:
    """As StarOffice's files begin: with the magic of OLE."""
    path = tmp_path_factory.mktemp("office") / "x.sdc"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    return path


def gio(path: Path, env: dict[str, str], attribute: str = "standard::content-type") -> str:
    return output("gio", "info", "-a", attribute, path, env=env).rpartition(" ")[2]


def qt(path: Path, env: dict[str, str]) -> str:
    code = "import sys; from PySide6.QtCore import QMimeDatabase as M; print(M().mimeTypeForFile(sys.argv[1]).name())"
    return output(sys.executable, "-c", code, path, env=env)


def test_gio_and_qt_know_our_files_and_those_of_staroffice(desktop, pictures, star_calc):
    needs("gio")
    for ask in (gio, qt):
        assert {path.name: ask(path, desktop) for path in pictures} == {path.name: SDC for path in pictures}
        assert ask(star_calc, desktop) == STAR_CALC
    assert gio(pictures[0], desktop, "standard::fast-content-type") == SDC  # by the name alone, as in long listings


def test_xdg_mime_and_mimetype_know_our_files(desktop, pictures, star_calc):
    needs("xdg-mime", "mimetype", "gio")
    gnome = {**desktop, "XDG_CURRENT_DESKTOP": "GNOME"}
    for path in pictures:
        assert output("xdg-mime", "query", "filetype", path, env=desktop) == SDC
        assert output("xdg-mime", "query", "filetype", path, env=gnome) == SDC
        assert output("mimetype", "--brief", path, env=desktop) == SDC
    assert output("xdg-mime", "query", "filetype", star_calc, env=gnome) == STAR_CALC


def test_other_ole_files_stay_what_they_are(desktop, star_calc):
    needs("gio")
    for suffix, name in (("doc", "application/msword"), ("xls", "application/vnd.ms-excel")):
        assert gio(Path(shutil.copy(star_calc, star_calc.with_suffix(f".{suffix}"))), desktop) == name


def test_it_is_what_opens_our_files(desktop):
    needs("gio", "xdg-mime")
    assert output("xdg-mime", "query", "default", SDC, env=desktop) == "sdviewer.desktop"
    assert "sdviewer.desktop" in output("gio", "mime", SDC, env=desktop)
    assert "sdviewer.desktop" in output("gio", "mime", "image/jpeg", env=desktop)


def test_every_format_of_the_viewer_is_listed():
    listed = set(_entry("sdviewer.desktop")["Desktop Entry"]["MimeType"].split(";"))
    for suffix in SUFFIXES - {".sdc"}:
        types = QMimeDatabase().mimeTypesForFileName(f"x{suffix}")
        names = {name for found in types for name in (found.name(), *found.aliases())}
        assert not names or names & listed, suffix  # a suffix without a type says nothing


def test_thumbnails_are_made_as_a_file_manager_asks(desktop, tmp_path, monkeypatch):
    share = Path(desktop["XDG_DATA_HOME"]), Path(desktop["XDG_DATA_DIRS"])
    entry = next(p for s in share if (p := s / "thumbnailers" / "sdviewer.thumbnailer").exists())
    picture = Path(shutil.copy(GOLDEN / "tiny-high.sdc", tmp_path / 'it\'s a "picture".sdc'))
    target = tmp_path / ".thumbnail.Xa31b0"
    target.touch()  # made by the file manager, without a suffix
    values = {"%s": "64", "%i": str(picture), "%o": str(target)}
    words = [values.get(word, word) for word in shlex.split(_entry(entry)["Thumbnailer Entry"]["Exec"])]
    env = {**desktop, "SDVIEWER_MODELS": str(GOLDEN / "models")}
    result = subprocess.run(words, env=env, cwd="/", capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "torch: False\n")
    with Image.open(target) as thumbnail:
        assert thumbnail.format == "PNG" and max(thumbnail.size) == 64


@pytest.mark.parametrize(("action", "word"), [("compress", "compress"), ("compare", "--compare")])
@pytest.mark.parametrize("files", [["/a b", "/c'\n$d"], []])
def test_the_actions_take_files_or_open_the_window(tmp_path, action, word, files):
    """As a launcher does it: the entry's escapes, then the quotes of Exec, then the files."""
    fake = tmp_path / "sdviewer"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n')
    fake.chmod(0o755)
    text = _entry("sdviewer.desktop")[f"Desktop Action {action}"]["Exec"].replace("\\\\", "\\")
    text = text.replace("\\$", "$")  # which shlex leaves as it is
    command = [part for word in shlex.split(text) for part in (files if word == "%F" else [word])]
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert result.stdout.split("\0")[:-1] == ([word, *files] if files else [])


def test_the_files_are_valid(tmp_path):
    needs("desktop-file-validate", "appstreamcli")
    install(tmp_path, sys.executable)
    assert output("desktop-file-validate", tmp_path / "share/applications/sdviewer.desktop") == ""
    output("appstreamcli", "validate", "--no-net", tmp_path / "share/metainfo/sdviewer.metainfo.xml")


def test_completion_and_man_page_know_every_command(tmp_path):
    install(tmp_path)
    man = (tmp_path / "share/man/man1/sdviewer.1").read_text()
    assert all(f"\n.SS {verb}\n" in man for verb in cli.VERBS)
    script = tmp_path / "share/bash-completion/completions/sdviewer"

    def complete(*words: str) -> list[str]:
        code = (
            'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sdviewer; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return output("bash", "-c", code, "bash", script, "sdviewer", *words).split()

    assert complete("") == list(cli.VERBS)
    assert complete("comp") == ["compress", "compare"]
    assert complete("compress", "--ov") == ["--overwrite"]
    assert complete("compress", "--metadata", "") == ["keep", "strip"]
    assert complete("compress", "ph") == []  # bash goes on with files
    assert complete("--v") == ["--version"]
    assert complete("--c") == ["--compare"]


def test_uninstalling_leaves_nothing(tmp_path):
    prefix = tmp_path / "prefix"
    install(prefix)
    assert sum(path.is_file() for path in prefix.rglob("*")) >= 15
    output("bash", LINUX / "install.sh", "--uninstall", prefix)
    assert not prefix.exists() or not list(prefix.iterdir())


def test_uninstalling_spares_what_others_installed(tmp_path):
    prefix = tmp_path / "prefix"
    others = [
        prefix / "share" / name
        for name in ("applications/other.desktop", "mime/packages/other.xml", "man/man1/other.1")
    ]
    for other in others:
        other.parent.mkdir(parents=True)
    others[0].write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\nMimeType=image/png;\n")
    others[1].write_text(
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">'
        '<mime-type type="image/x-other"><glob pattern="*.other"/></mime-type></mime-info>'
    )
    others[2].write_text(".TH OTHER 1\n")
    install(prefix)
    output("bash", LINUX / "install.sh", "--uninstall", prefix)
    assert all(other.exists() for other in others)
    left = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
    assert not [name for name in left if "sdc" in name or "sdviewer" in name]
    if shutil.which("update-mime-database"):
        globs = (prefix / "share/mime/globs2").read_text()
        assert "x-other" in globs and "x-sdc" not in globs


def _entry(path: str | Path) -> configparser.ConfigParser:
    entry = configparser.ConfigParser(interpolation=None, delimiters="=", comment_prefixes="#")
    entry.optionxform = str  # type: ignore[assignment]
    entry.read(LINUX / path, encoding="utf-8")
    return entry
