"""What can be named instead of a file: pipes that nobody writes into, devices, links to them."""

from __future__ import annotations

import os
import threading

import pytest

from sdviewer import cli
from sdviewer.codec import opening
from sdviewer.codec.errors import InputError
from sdviewer.codec.opening import open_regular, open_source, read_small

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_that_nobody_feeds_is_refused_at_once(pipe):
    with pytest.raises(InputError, match="nothing comes out of it"):
        open_source(pipe)


def test_a_pipe_that_is_fed_is_read_to_its_end(pipe, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 30.0)
    content = bytes(300_000)  # more than a pipe holds, so that reading has to wait
    writer = threading.Thread(target=pipe.write_bytes, args=[content])
    writer.start()
    while True:  # without a writer at its other end a pipe is at its end, not empty
        try:
            with open_source(pipe) as file:
                assert file.read() == content
            break
        except InputError:
            continue
    writer.join()


def test_files_are_opened_and_folders_are_not(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    with open_source(tmp_path / "file") as file, open_regular(tmp_path / "file") as other:
        assert file.read() == other.read() == b"abc"
        assert file.seekable()
    for way in (open_source, open_regular):
        with pytest.raises(IsADirectoryError):
            way(tmp_path)
        with pytest.raises(FileNotFoundError):
            way(tmp_path / "missing")


def test_a_config_is_a_small_file(pipe, tmp_path):
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "large").write_bytes(bytes(101))
    (tmp_path / "fits").write_bytes(bytes(100))
    for name, reason in (("pipe", "device or a pipe"), ("zero", "device or a pipe"), ("large", "larger than 100")):
        with pytest.raises(InputError, match=reason):
            read_small(tmp_path / name, 100)
    assert read_small(tmp_path / "fits", 100) == bytes(100)


@pytest.mark.parametrize(
    "arguments",
    [
        ["compress", "PIPE", "-o", "x.sdc"],
        ["info", "PIPE"],
        ["decompress", "PIPE", "-o", "x.png"],
        ["thumbnail", "PIPE", "x.png"],
        ["compare", "PIPE"],
        ["models", "add", "PIPE"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_waits_for_ever(pipe, capsys, monkeypatch, arguments):
    if arguments[0] == "models":
        pytest.importorskip("torch")  # without which that is what is said
    monkeypatch.chdir(pipe.parent)
    monkeypatch.setenv("XDG_DATA_HOME", str(pipe.parent))
    assert cli.main([str(pipe) if word == "PIPE" else word for word in arguments]) == 2
    said = capsys.readouterr().err
    assert "pipe" in said.splitlines()[0]
    assert "Name a file" in said


@pytest.mark.parametrize("verb", ["compress", "info"])
def test_names_that_name_nothing_are_the_users_mistake(tmp_path, capsys, monkeypatch, verb):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    for name, words in (
        ("one", "leads back to itself"),
        ("n" * 300, "longer than a name can be"),
        ("missing", "doesn't exist"),
    ):
        assert cli.main([verb, name]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_closed_file_says_so(tmp_path, capsys):
    (tmp_path / "closed.png").touch(0)
    assert cli.main(["compress", str(tmp_path / "closed.png")]) == 5
    assert "you have no permission" in capsys.readouterr().err


def test_a_photo_that_is_too_large_is_the_users_matter(tmp_path, capsys):
    from PIL import Image

    Image.new("1", (40_000, 9_000)).save(tmp_path / "large.png")
    assert cli.main(["compress", str(tmp_path / "large.png")]) == 2
    assert "Scale it down" in capsys.readouterr().err
