"""What the command line says and writes about photos in far stores: never with what opens them."""

import json

import pytest

from sdviewer.cli import main

fsspec = pytest.importorskip("fsspec")

SECRET = "ge%20heim"  # as it is typed; packages decode it


class Far(fsspec.AbstractFileSystem):
    """One whose errors repeat all it was told."""

    protocol = "far"

    @classmethod
    def _strip_protocol(cls, path):
        return path

    def cat_file(self, path, **_):
        raise OSError(f"no answer from {path}, with the password 'ge heim', or {SECRET}")

    def info(self, path, **_):
        raise FileNotFoundError(path)

    def find(self, path, **_):
        return [f"{path}/a.jpg"]  # one, which is read in this process

    def isdir(self, path):
        return True


@pytest.fixture(autouse=True)
def far(monkeypatch):
    fsspec.register_implementation("far", Far, clobber=True)


@pytest.mark.parametrize("more", [[], ["--json"], ["-r", "--jobs", "1"], ["-r", "--json", "--jobs", "1"]])
def test_a_store_that_does_not_answer(tmp_path, capfd, more):
    report = tmp_path / "report.jsonl"
    url = f"far://me:{SECRET}@host/photos" + ("" if "-r" in more else "/a.jpg")
    status = main(["compress", url, "-d", str(tmp_path / "out"), "--report", str(report), *more])
    out, err = capfd.readouterr()
    assert status == 5
    assert "far://me:***@host/photos/a.jpg can't be read" in err
    for text in (out, err, report.read_text()):
        assert SECRET not in text and "ge heim" not in text
    if "-r" in more:
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        assert rows[0]["input"] == "far://me:***@host/photos/a.jpg" and "***" in rows[0]["error"]
