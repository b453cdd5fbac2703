"""The command line as a process: what it loads, signals, pipes, terminals, and the window it starts."""

import os
import pty
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest
from command_line import GOLDEN, TINY, error_of, names, process

import sdviewer
from sdviewer import cli
from sdviewer.codec.types import Progress


class TestWindow:
    @pytest.fixture(autouse=True)
    def app(self, monkeypatch):
        """Stands in for the window; remembers what it was asked to open."""
        opened = []
        app = types.ModuleType("sdviewer.app")
        app.run = lambda paths, compare, service: opened.append((paths, compare)) or 7
        monkeypatch.setitem(sys.modules, "sdviewer.app", app)
        monkeypatch.setattr(sdviewer, "app", app, raising=False)
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
        return opened

    def test_opens_what_is_named(self, run, app):
        assert run("a.png", "b/c.sdc", "missing.jpg")[0] == 7
        assert run()[0] == 7
        assert run("--compare", "a.png", "b.sdc")[0] == 7
        assert app == [(["a.png", "b/c.sdc", "missing.jpg"], False), ([], False), (["a.png", "b.sdc"], True)]

    def test_files_named_like_commands(self, run, app):
        run("./compress")
        assert app == [(["./compress"], False)]

    def test_without_a_display(self, run, app, monkeypatch):
        if not sys.platform.startswith("linux"):
            pytest.skip("there always is a display here")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        status, err = error_of(run("a.png"))
        assert status == 2
        assert "no display" in err
        assert app == []


class TestProcess:
    def test_version_and_help(self):
        assert process("--version").stdout == f"sdviewer {sdviewer.__version__}\n"
        for verb in ("", *cli.VERBS):
            result = process(*verb.split(), "--help")
            assert (result.returncode, result.stderr) == (0, "")
            assert "usage: sdviewer" in result.stdout
        assert all(verb in process("--help").stdout for verb in cli.VERBS)

    @pytest.mark.parametrize("argv", [["--version"], ["info", "FILE"], ["models", "list"], ["info", "--json", "FILE"]])
    def test_starts_without_anything_heavy(self, sdc, argv):
        script = (
            "import sys; from sdviewer import cli; status = cli.main(sys.argv[1:])\n"
            "heavy = {'onnxruntime', 'torch', 'PySide6', 'diffusers'} & set(sys.modules)\n"
            "sys.exit(f'{heavy}' if heavy else status)"
        )
        command = [sys.executable, "-c", script, *(str(sdc) if a == "FILE" else a for a in argv)]
        result = subprocess.run(command, capture_output=True, text=True)
        assert (result.returncode, result.stderr) == (0, "")

    def test_file_names_that_are_no_text(self, tmp_path):
        odd = os.path.join(os.fsencode(tmp_path), b"\xff.sdc")  # noqa: PTH118 (bytes)
        Path(os.fsdecode(odd)).write_bytes((GOLDEN / "tiny-low.sdc").read_bytes())
        for mode in ([], ["--json"]):
            command = [sys.executable, "-m", "sdviewer", "info", os.fsdecode(odd), *mode]
            result = subprocess.run(command, capture_output=True)
            assert (result.returncode, result.stderr) == (0, b"")
            assert mode or odd in result.stdout

    def test_nobody_reads_the_output(self, sdc):
        read, write = os.pipe()
        os.close(read)
        result = subprocess.run(
            [sys.executable, "-m", "sdviewer", "info", str(sdc)], stdout=write, stderr=subprocess.PIPE, text=True
        )
        os.close(write)
        assert (result.returncode, result.stderr) == (141, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_output_on_a_full_disk(self, sdc):
        with open("/dev/full", "w") as full:  # noqa: PTH123
            result = subprocess.run(
                [sys.executable, "-m", "sdviewer", "info", str(sdc)], stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert result.returncode == 5
        assert len(result.stderr.splitlines()) == 1
        assert "No space left" in result.stderr

    def test_interrupted(self, photo):
        """The signal comes in the middle of the work: when the file is about to be written."""
        script = (
            "import os, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in what a script starts with &
            "from sdviewer import cli\n"
            "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGINT)\n"
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", script, "compress", str(photo), *TINY]
        result = subprocess.run(command, capture_output=True, text=True, start_new_session=True)
        assert (result.returncode, result.stderr) == (128 + signal.SIGINT, "sdviewer: Interrupted.\n")
        assert names(photo.parent) == ["photo.png"]

    def test_progress_on_a_terminal_only(self, photo):
        silent = process("compress", photo, "-o", photo.with_name("1.sdc"), *TINY)
        assert (silent.returncode, silent.stderr) == (0, "")
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "sdviewer", "compress", str(photo), *TINY]
        subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, check=True)
        os.close(slave)
        shown = os.read(master, 100_000).decode()
        os.close(master)
        assert "\rphoto.png [" in shown
        assert "100%" in shown
        assert shown.rsplit("\r", 2)[1].strip() == ""  # and it is gone afterwards


def test_bar_of_long_names_and_odd_shares(monkeypatch, capsys):
    from sdviewer.cli.terminal import progress_bar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    with progress_bar("x" * 200) as report:
        for share in (-1.0, 0.0, 0.5, 2.0):
            report(Progress(share, "working " * 20))
    lines = capsys.readouterr().err.split("\r")
    assert max(map(len, lines)) < 60
