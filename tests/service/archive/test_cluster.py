"""The same photos through Dask: a scheduler and three workers as processes on this machine, one of them killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

import sdviewer
from sdviewer.codec import pipeline
from sdviewer.codec.errors import InputError
from sdviewer.codec.types import EncodeOptions
from sdviewer.service.archive import places
from sdviewer.service.archive.task import Task, perform

pytest.importorskip("distributed")

DATA = Path(__file__).parents[2] / "data"
ROOT = Path(sdviewer.__file__).parents[1]
TINY = EncodeOptions("tiny")


@pytest.fixture(autouse=True)
def tiny_model(monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(DATA / "golden" / "models"))


@pytest.fixture
def cluster(tmp_path_factory):
    """Address of a scheduler with three workers under nannies, and the pids of all."""
    folder = tmp_path_factory.mktemp("dask")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (DATA / "bad_luck", ROOT))),
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10",
        "SDVIEWER_THREADS": "1",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    log = (folder / "log").open("w")
    commands = [
        [
            sys.executable,
            "-m",
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-dashboard",
            "--no-show",
        ],
        [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--host",
            "127.0.0.1",
            "--nworkers",
            "3",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(folder),
        ],
    ]
    running = [subprocess.Popen(c, env=environment, stdout=log, stderr=log, cwd=folder) for c in commands]
    wait_for_workers(address, 3)
    yield address
    for process in reversed(running):
        process.send_signal(signal.SIGTERM)
    for process in running:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    log.close()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)


def worker_pids(address: str) -> list[int]:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def photo(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(path)
    return path


def test_a_worker_that_dies_loses_nothing(cluster, tmp_path):
    photos, out, report = tmp_path / "photos", tmp_path / "out", tmp_path / "report.jsonl"
    for number in range(40):
        photo(photos / f"{number % 4}" / f"{number}.png")
    for name in ("once", "half", "late", "crash"):
        photo(photos / f"{name}.png")
    command = [sys.executable, "-m", "sdviewer", "compress", "-r", str(photos), "-d", str(out), "--model", "tiny"]
    child = subprocess.Popen(
        [*command, "--cluster", cluster, "--report", str(report)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    os.kill(worker_pids(cluster)[0], signal.SIGKILL)
    _, err = child.communicate(timeout=240)
    assert child.returncode == 1
    assert err.splitlines() == [
        f"sdviewer: {photos / 'crash.png'} could not be compressed: the workers that were at it died, one by one."
    ]
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert names == sorted([*(f"{n % 4}/{n}.sdc" for n in range(40)), "once.sdc", "half.sdc", "late.sdc"])
    assert all(pipeline.decode((out / name).read_bytes()).width == 48 for name in names)
    *rows, totals = map(json.loads, report.read_text().splitlines())
    assert len(rows) == 44
    assert {key: totals["totals"][key] for key in ("written", "skipped", "failed")} == {
        "written": 43,
        "skipped": 0,
        "failed": 1,
    }


def test_no_scheduler_is_a_sentence(tmp_path, monkeypatch):
    from sdviewer.service.archive import cluster

    monkeypatch.setattr(cluster, "TIMEOUT", "1s")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(InputError, match="No Dask scheduler answers at"):
            cluster.Cluster(address)


@pytest.mark.parametrize("deaths", [0, 1, 2])
def test_what_waited_where_workers_died_gets_another_chance(tmp_path, deaths):
    """Dask blames all that was there."""
    from distributed import KilledWorker

    from sdviewer.service.archive import cluster
    from sdviewer.service.archive.pool import CrashError

    sent = []

    class Answer:
        def result(self):
            if len(sent) <= deaths:
                raise KilledWorker("sdviewer", None, 3)
            return "written"

        def release(self):
            pass

    def send(number):
        sent.append(number)
        return Answer()

    result = cluster._Result(Task("a.png", str(tmp_path / "a.sdc"), TINY), send)
    if deaths < cluster.ROUNDS:
        assert result.result() == "written"
    else:
        with pytest.raises(CrashError, match=r"a\.png could not be compressed: the workers that were at it died"):
            result.result()
    assert sent == list(range(min(deaths + 1, cluster.ROUNDS)))


class TestUrls:
    def test_of_files_are_read_and_written(self, tmp_path):
        source = photo(tmp_path / "a b.png").as_uri().replace("%20", " ")
        target = (tmp_path / "new" / "a.sdc").as_uri()
        written = perform(Task(source, target, TINY))
        data = (tmp_path / "new" / "a.sdc").read_bytes()
        assert (written.output, written.nbytes, written.source_bytes) == (
            target,
            len(data),
            (tmp_path / "a b.png").stat().st_size,
        )
        assert places.exists(target) and places.stamp(target)[1] == len(data)
        with pytest.raises(InputError, match="exists already"):
            perform(Task(source, target, TINY))
        assert perform(Task(source, target, TINY, replace=True)).nbytes == len(data)

    def test_folders_are_walked_and_mirrored(self, tmp_path):
        from sdviewer.service.archive import plan

        for name in ("b.png", "x/a10.png", "x/a9.png", ".hidden/c.png", "x/notes.txt"):
            photo(tmp_path / "in" / name) if name.endswith("png") else (tmp_path / "in" / name).write_text("no")
        found = plan.items(
            [(tmp_path / "in").as_uri()], plan.Plan(TINY, folder=(tmp_path / "out").as_uri(), recursive=True)
        )
        assert [item.output for item in found] == [
            (tmp_path / "out" / name).as_uri() for name in ("b.sdc", "x/a9.sdc", "x/a10.sdc")
        ]

    def test_http_is_read(self, tmp_path):
        pytest.importorskip("aiohttp")
        photo(tmp_path / "a.png")

        class Quiet(SimpleHTTPRequestHandler):
            def __init__(self, *arguments) -> None:
                super().__init__(*arguments, directory=str(tmp_path))

            def log_message(self, *_) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            written = perform(Task(f"http://127.0.0.1:{server.server_port}/a.png", str(tmp_path / "a.sdc"), TINY))
        finally:
            server.shutdown()
            server.server_close()
        assert written.width == 48

    @pytest.mark.parametrize("url", ["nothing://x/a.png", "file:///no/such/file.png"])
    def test_what_cannot_be_read_is_a_sentence(self, url, tmp_path):
        from sdviewer.codec.errors import SdcError

        with pytest.raises(SdcError, match=url):
            perform(Task(url, str(tmp_path / "a.sdc"), TINY))
