"""Many photos by the command line: folders, processes, reports, standard input and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import DATA, TINY, error_of, names, process
from PIL import Image

import sdviewer
from sdviewer.codec import pipeline


@pytest.fixture
def tree(tmp_path) -> Path:
    """Photos in folders, and what isn't one."""
    root = tmp_path / "photos"
    for name in ("b.png", "a10.png", "a9.png", "holiday/c.jpg", "holiday/sea/d.png", ".hidden/e.png"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(path)
    (root / "holiday" / "notes.txt").write_text("no photo")
    (root / "holiday" / "old.sdc").write_bytes(b"not looked at")
    return root


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


ALL = ["a10.sdc", "a9.sdc", "b.sdc", "holiday/c.sdc", "holiday/sea/d.sdc"]


class TestFolders:
    def test_are_mirrored_in_natural_order(self, run, tree, tmp_path):
        out = tmp_path / "out"
        status, said, err = run("compress", "-r", tree, "-d", out, *TINY)
        assert (status, err) == (0, "")
        assert below(out) == ALL
        *lines, totals = said.splitlines()
        order = ["a9.sdc", "a10.sdc", "b.sdc", "holiday/c.sdc", "holiday/sea/d.sdc"]
        assert [line.split(": ")[0] for line in lines] == [str(out / name) for name in order]
        assert totals.startswith("5 written, 0 current, 0 failed: ")

    def test_without_a_folder_the_files_stand_beside_the_photos(self, run, tree):
        assert run("compress", "-r", tree, *TINY)[0] == 0
        assert set(ALL) <= set(below(tree))

    def test_only_when_asked(self, run, tree):
        status, err = error_of(run("compress", tree, *TINY))
        assert status == 2
        assert "Add -r" in err

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_one_that_cannot_be_read_is_one_failure(self, run, tree, tmp_path):
        (tree / "holiday").chmod(0)
        status, _, err = run("compress", "-r", tree, "-d", tmp_path / "out", *TINY)
        (tree / "holiday").chmod(0o755)
        assert status == 5 and str(tree / "holiday") in err

    def test_what_is_current_is_left_out(self, run, tree, tmp_path):
        out = tmp_path / "out"
        command = ("compress", "-r", tree, "-d", out, "--update", *TINY)
        run(*command)
        before = {name: (out / name).stat().st_mtime_ns for name in ALL}
        later = time.time() + 10
        os.utime(tree / "b.png", (later, later))
        Image.new("RGB", (16, 16)).save(tree / "new.png")
        status, said, err = run(*command)
        assert (status, err) == (0, "")
        assert said.splitlines()[-1].startswith("2 written, 4 current, 0 failed: ")
        changed = [name for name in ALL if (out / name).stat().st_mtime_ns != before[name]]
        assert changed == ["b.sdc"]
        assert (out / "new.sdc").exists()

    def test_a_report_has_a_line_for_each_and_totals(self, run, tree, tmp_path):
        (tree / "bad.png").write_bytes(b"no photo")
        (tree / "done.png").write_bytes((tree / "b.png").read_bytes())
        (tree / "done.sdc").write_bytes(b"precious")
        report = tmp_path / "report.jsonl"
        status, _, _ = run("compress", "-r", tree, "--report", report, "--jobs", 2, *TINY)
        *rows, last = [json.loads(line) for line in report.read_text().splitlines()]
        assert status == 2
        assert [Path(row["input"]).stem for row in rows] == ["a9", "a10", "b", "bad", "done", "c", "d"]
        assert [row.get("status", 0) for row in rows] == [0, 0, 0, 2, 2, 0, 0]
        totals = last["totals"]
        assert totals.pop("seconds") > 0
        done = [row for row in rows if "bytes" in row]
        assert totals == {
            "files": 7,
            "written": 5,
            "skipped": 0,
            "failed": 2,
            "source_bytes": sum(Path(row["input"]).stat().st_size for row in done),
            "bytes": sum(row["bytes"] for row in done),
            "pixels": 5 * 48 * 32,
        }
        assert (tree / "done.sdc").read_bytes() == b"precious"
        assert error_of(run("compress", "-r", tree, "--report", report, *TINY))[0] == 2

    def test_jobs_is_a_number_of_processes(self, run, tree):
        for jobs in ("0", "-1"):
            assert error_of(run("compress", tree / "b.png", "--jobs", jobs, *TINY))[0] == 2


@pytest.fixture
def bad_luck(monkeypatch):
    root = Path(sdviewer.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (DATA / "bad_luck", root))))


class TestBadLuck:
    def test_a_process_that_dies_and_a_fault_are_one_files_each(self, bad_luck, run, tree, tmp_path):
        for name in ("crash.png", "fault.png", "once.png"):
            (tree / name).write_bytes((tree / "b.png").read_bytes())
        status, said, err = run("compress", "-r", tree, "-d", tmp_path / "out", *TINY)
        crash, fault = err.splitlines()
        assert status == 1
        assert "crash.png could not be compressed: the process at work ended 5 times" in crash
        assert "fault.png" in fault and "fault in the program" in fault
        assert below(tmp_path / "out") == sorted([*ALL, "once.sdc"])
        assert said.splitlines()[-1].startswith("6 written, 0 current, 2 failed: ")

    def test_interrupted_nothing_is_half(self, tree, tmp_path):
        for number in range(60):
            (tree / f"more{number}.png").write_bytes((tree / "b.png").read_bytes())
        out = tmp_path / "out"
        command = [sys.executable, "-m", "sdviewer", "compress", "-r", str(tree), "-d", str(out), *TINY]
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background ignore it
        )  # fmt: skip
        assert child.stdout is not None and child.stdout.readline().startswith(str(out))
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the processes as well
        _, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (130, "sdviewer: Interrupted.\n")
        written = [path for path in out.rglob("*") if path.is_file()]
        assert 0 < len(written) < 65
        for path in written:
            assert pipeline.decode(path.read_bytes()).width == 48  # whole, and no temporary file


class TestPipes:
    def test_from_standard_input_to_standard_output(self, photo):
        command = [sys.executable, "-m", "sdviewer", "compress", "-", *TINY]
        result = subprocess.run(command, input=photo.read_bytes(), capture_output=True)
        assert (result.returncode, result.stderr) == (0, b"")
        assert pipeline.decode(result.stdout).width == 96

    def test_from_a_file_to_standard_output_and_from_standard_input_to_a_file(self, photo, tmp_path):
        command = [sys.executable, "-m", "sdviewer", "compress", *TINY]
        first = subprocess.run([*command, str(photo), "-o", "-"], capture_output=True)
        output = tmp_path / "x.sdc"
        second = subprocess.run([*command, "-", "-o", str(output)], input=photo.read_bytes(), capture_output=True)
        assert (first.returncode, second.returncode) == (0, 0)
        assert first.stdout == output.read_bytes()
        assert second.stdout.startswith(f"{output}: {len(first.stdout)} bytes".encode())

    def test_what_comes_in_is_no_photo(self, tmp_path):
        result = process("compress", "-", input="no photo", cwd=tmp_path)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("sdviewer: standard input ")
        assert names(tmp_path) == []

    @pytest.mark.parametrize("more", [["-d", "x"], ["b.png"], ["--json"], ["-r"], ["--update"]])
    def test_one_photo_and_one_output(self, run, more):
        assert error_of(run("compress", "-", *more, *TINY))[0] == 2
