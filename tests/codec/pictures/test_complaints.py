"""What decoders in C complain of doesn't reach standard error; where they fail it is in the sentence."""

import os
import subprocess
import sys

import pytest
from PIL import Image

from sdviewer.codec.errors import InputError
from sdviewer.codec.pictures import complaints, reader


@pytest.fixture
def odd_tiff(tmp_path):
    """A fax that is decoded to its end, and of whose middle libtiff complains."""
    path = tmp_path / "odd.tif"
    Image.effect_noise((120, 90), 80).convert("1").save(path, compression="group4")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    return path


def test_what_is_written_there_is_kept_and_told_once(capfd):
    with complaints.silenced():
        os.write(2, b"libfoo: strip 3\nlibfoo: strip 4 is bad.\n")
        assert complaints.said() == "libfoo: strip 4 is bad"
        assert complaints.said() == ""
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"
    assert complaints.said() == ""


def test_it_can_be_used_inside_itself(capfd):
    with complaints.silenced():
        with complaints.silenced():
            os.write(2, b"inner\n")
        os.write(2, b"outer\n")
    assert capfd.readouterr().err == ""


def test_a_failure_has_it_in_its_sentence(monkeypatch, tmp_path):
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")

    def fail(*_):
        os.write(2, b"libfoo: no room for rows\n")
        raise OSError("decoder error -2")

    monkeypatch.setattr(reader, "_decoded", fail)
    monkeypatch.setattr(reader.damage, "rescued", lambda *_: None)
    with complaints.silenced(), pytest.raises(InputError, match=r"\(decoder error -2: libfoo: no room for rows\)"):
        reader.read_picture(tmp_path / "a.png")


def test_a_run_says_one_line_or_none(odd_tiff, tmp_path):
    for verb in (["compress", str(odd_tiff), "--damaged", "-o", str(tmp_path / "a.sdc")], ["compress", str(odd_tiff)]):
        result = subprocess.run([sys.executable, "-m", "sdviewer", *verb], capture_output=True, text=True)
        lines = result.stderr.splitlines()
        assert len(lines) <= 1 and all(line.startswith("sdviewer: ") for line in lines), result.stderr


def test_the_decoder_does_complain(odd_tiff):
    """Otherwise the test above would show nothing."""
    code = (
        "import sys; from pathlib import Path; from sdviewer.codec.pictures import reader\n"
        "reader.read_picture(Path(sys.argv[1]))"
    )
    result = subprocess.run([sys.executable, "-c", code, str(odd_tiff)], capture_output=True, text=True)
    assert "Fax4Decode" in result.stderr
