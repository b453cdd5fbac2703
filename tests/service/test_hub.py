"""A hub on loopback that breaks off, lies, is slow or knows nothing."""

import asyncio
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sdviewer.codec import registry
from sdviewer.codec.errors import CancelledError, InputError, ModelError, StorageError
from sdviewer.codec.types import StopToken
from sdviewer.service import download, hub, store
from sdviewer.service.model_service import ModelService

torch = pytest.importorskip("torch")
diffusers = pytest.importorskip("diffusers")
constants = pytest.importorskip("huggingface_hub").constants

REPOSITORY = "somebody/tiny-vae"
COMMIT = "c0" * 20
WEIGHTS = "diffusion_pytorch_model.safetensors"

pytestmark = pytest.mark.usefixtures("folder")


class Hub:
    """Answers as the hub does. ranges: those asked for; the other attributes are how it misbehaves."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.ranges: list[str | None] = []
        self.break_after: list[int] = []
        self.ignores_range = False
        self.refuses = 0
        self.signature = ""  # if there is one, weights are only at an address that bears it
        self.stalls = 0.0  # seconds, unless it is set to 0 meanwhile
        self.tags: list[str] = []
        self.sha256 = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _handler(hub):
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_HEAD(self):
                self.answer(False)

            def do_GET(self):
                self.answer(True)

            def answer(self, body: bool) -> None:
                if self.path.startswith(f"/api/models/{REPOSITORY}"):
                    siblings = [{"rfilename": name} for name in hub.files]
                    data = json.dumps(
                        {"id": REPOSITORY, "sha": COMMIT, "siblings": siblings, "tags": hub.tags}
                    ).encode()
                    self.send(200, data, {"Content-Type": "application/json"}, body)
                    return
                signed = re.fullmatch("/stored/(.+)/(.+)", self.path)
                if signed and signed[1] == hub.signature:
                    self.file(signed[2], body)
                    return
                if signed:
                    self.send(403, b"", {}, body)
                    return
                match = re.fullmatch(rf"/{REPOSITORY}/resolve/{COMMIT}/(.+)", self.path)
                if not match or match[1] not in hub.files:
                    self.send(404, b"", {"X-Error-Code": "RepoNotFound"}, body)
                    return
                self.file(match[1], body)

            def file(self, name: str, body: bool) -> None:
                data = hub.files[name]
                etag = hub.sha256[name] if name.endswith("safetensors") else hashlib.sha1(data).hexdigest()
                headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
                if not body and hub.signature and name.endswith("safetensors"):
                    linked = {"X-Linked-Size": str(len(data)), "X-Linked-ETag": f'"{etag}"'}
                    place = f"http://localhost:{hub.server.server_port}/stored/{hub.signature}/{name}"
                    self.send(302, b"", {**headers, **linked, "Location": place}, False)
                    return
                if not body or not name.endswith("safetensors"):
                    self.send(200, data, headers, body)
                    return
                asked = self.headers.get("Range")
                hub.ranges.append(asked)
                if hub.refuses:
                    self.send(hub.refuses, b"", {}, True)
                    return
                start = int(asked[6:-1]) if asked and not hub.ignores_range else 0
                self.send(206 if start else 200, data[start:], headers, True, hub.break_after)

            def send(self, status, data, headers, body, break_after=()) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                if body:
                    self.wfile.write(data[: break_after.pop(0)] if break_after else data)
                    self.wfile.flush()
                    until = time.monotonic() + hub.stalls
                    while hub.stalls and time.monotonic() < until:
                        time.sleep(0.02)

        return Handler


@pytest.fixture
def server(source, monkeypatch, tmp_path):
    files = {path.name: path.read_bytes() for path in source.iterdir()}
    running = Hub(files)
    monkeypatch.setattr(constants, "ENDPOINT", running.url)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", running.url + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setenv("HF_ENDPOINT", running.url)
    yield running
    running.close()


def test_get_says_the_size_first_and_downloads_once(server, source, folder):
    wanted = hub.plan(REPOSITORY)
    assert wanted.nbytes == sum(len(server.files[name]) for name in ("config.json", WEIGHTS))
    assert server.ranges == []
    seen = []
    info = store.get(wanted, progress=seen.append)
    assert (info.name, info.source) == ("tiny-vae", REPOSITORY)
    assert server.ranges == [None]
    fractions = [p.fraction for p in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    store.remove("tiny-vae")
    assert store.add(source, "local").model_id == info.model_id


def test_broken_connection_is_taken_up_where_it_broke(server):
    server.break_after = [100_000, 50_000]
    store.get(hub.plan(REPOSITORY))
    assert server.ranges == [None, "bytes=100000-", "bytes=150000-"]


def test_a_later_call_goes_on(server, folder):
    server.break_after = [70_000, 0, 0, 0]
    with pytest.raises(ModelError, match="are kept"):
        store.get(hub.plan(REPOSITORY))
    assert not [info for info in registry.available() if info.source]
    store.get(hub.plan(REPOSITORY))
    assert server.ranges[-1] == "bytes=70000-"


def test_an_address_that_expired_is_asked_for_again(server):
    def expire(progress):
        if progress.details.get("bytes", 0) > len(server.files["config.json"]):
            server.signature = "new"

    server.signature = "old"
    server.break_after = [100_000]
    store.get(hub.plan(REPOSITORY), progress=expire)
    assert server.ranges == [None, "bytes=100000-"]


def test_pause_and_go_on(server):
    stop, come = StopToken(), [0]

    def report(progress):
        come.append(progress.details.get("bytes", 0) - len(server.files["config.json"]))
        if come[-1] > 0:
            stop.stop()

    server.break_after = [90_000]
    with pytest.raises(CancelledError):
        store.get(hub.plan(REPOSITORY), progress=report, stop=stop)
    store.get(hub.plan(REPOSITORY))
    assert server.ranges == [None, f"bytes={come[-1]}-"]


def test_the_window_pauses_by_cancelling_the_task_and_goes_on(server):
    async def scenario() -> None:
        service = ModelService()
        try:
            wanted = await service.plan(f"https://huggingface.co/{REPOSITORY}/")
            half = asyncio.Event()
            task = asyncio.create_task(service.get(wanted, lambda p: p.details.get("bytes") == come and half.set()))
            await half.wait()
            task.cancel()
            await asyncio.wait([task])  # else the broken connection may be taken up before the stop is known
            server.stalls = 0
            assert (await service.get(wanted)).source == REPOSITORY
            assert task.cancelled()
        finally:
            service.close()

    come = 70_000 + len(server.files["config.json"])
    server.stalls = 30
    server.break_after = [70_000]
    asyncio.run(asyncio.wait_for(scenario(), 120))
    assert server.ranges == [None, "bytes=70000-"]


def test_what_was_begun_is_known_and_can_be_discarded(server, folder):
    assert store.begun() == {}
    store.discard(REPOSITORY)
    server.break_after = [70_000, 0, 0, 0]
    with pytest.raises(ModelError):
        store.get(hub.plan(REPOSITORY))
    [(name, nbytes)] = store.begun().items()
    assert name == REPOSITORY
    assert nbytes == 70_000 + len(server.files["config.json"])
    store.discard(REPOSITORY)
    assert store.begun() == {}
    store.get(hub.plan(REPOSITORY))
    assert server.ranges[-1] is None


def test_a_download_is_left_to_the_process_that_is_at_it(server, monkeypatch):
    """A lock of one open file keeps out another one, be it of this process."""
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.0)
    wanted, seen = hub.plan(REPOSITORY), []

    def meanwhile(progress):
        if progress.details.get("bytes", 0) > len(server.files["config.json"]) and not seen:
            seen.append(store.begun())
            for work in (lambda: store.get(wanted, "second"), lambda: store.discard(REPOSITORY)):
                with pytest.raises(ModelError, match=f"{REPOSITORY} is being downloaded by another sdviewer"):
                    work()

    info = store.get(wanted, progress=meanwhile)
    assert seen == [{}]
    assert [model.name for model in store.check()] == [info.name]


def test_a_lock_ends_with_its_process(server):
    server.break_after = [70_000, 0, 0, 0]
    with pytest.raises(ModelError):
        store.get(hub.plan(REPOSITORY))
    program = (
        "import sys; from pathlib import Path; from sdviewer.codec import registry; "
        "from sdviewer.service import store; registry.user_folder = lambda: Path(sys.argv[1]); "
        f"lock = store._locked('{REPOSITORY}', 0); lock.__enter__(); print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(registry.user_folder())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "locked\n"
        assert store.begun() == {}
        process.kill()
    assert list(store.begun()) == [REPOSITORY]


def test_the_licence_is_said_where_the_hub_knows_it(server):
    assert hub.plan(REPOSITORY).licence == ""
    server.tags = ["license:mit"]
    assert hub.plan(REPOSITORY).licence == "mit"


def test_server_that_cannot_go_on_begins_anew(server):
    server.ignores_range = True
    server.break_after = [100_000]
    store.get(hub.plan(REPOSITORY))
    assert server.ranges == [None, "bytes=100000-"]


def test_wrong_checksum_is_refused_and_deleted(server, folder):
    right = server.files[WEIGHTS]
    server.files[WEIGHTS] = right[:-1] + bytes([right[-1] ^ 1])
    with pytest.raises(ModelError, match="checksum"):
        store.get(hub.plan(REPOSITORY))
    assert not list(folder.rglob("*.part"))
    assert not list(folder.rglob("*.safetensors"))
    server.files[WEIGHTS] = right
    assert store.get(hub.plan(REPOSITORY)).name == "tiny-vae"


def test_dead_connection_ends(server, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    wanted = hub.plan(REPOSITORY)
    server.stalls = 0.6
    server.break_after = [10_000, 0, 0, 0]
    with pytest.raises(ModelError, match="timed out"):
        store.get(wanted)


def test_refusal_is_told(server):
    wanted = hub.plan(REPOSITORY)
    server.refuses = 403
    with pytest.raises(ModelError, match="403"):
        store.get(wanted)


def test_unknown_names(server):
    with pytest.raises(ModelError, match="There is no somebody/else"):
        hub.plan("somebody/else")
    for name in ("taesd", "a/b/c", "../x", ""):
        with pytest.raises(InputError, match="owner/name"):
            hub.plan(name)


def test_pickles_on_the_hub(server):
    server.files = {"config.json": b"{}", "diffusion_pytorch_model.bin": b""}
    with pytest.raises(ModelError, match="pickles"):
        hub.plan(REPOSITORY)


def test_offline_mode_asks_nobody(server, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE"):
        hub.plan(REPOSITORY)


def test_cached_model_is_not_downloaded(server, source, tmp_path, monkeypatch):
    cached = tmp_path / "cache" / "models--somebody--tiny-vae"
    snapshot = cached / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(COMMIT)
    for path in source.iterdir():
        (snapshot / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    wanted = hub.plan(REPOSITORY)
    assert wanted.nbytes == 0
    assert store.get(wanted).source == REPOSITORY
    assert (snapshot / WEIGHTS).exists()


def test_full_disk_is_told_before(server, monkeypatch):
    monkeypatch.setattr(hub.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(StorageError, match="needs"):
        store.get(hub.plan(REPOSITORY))
    assert server.ranges == []


def test_what_has_come_needs_no_room_again(server, monkeypatch):
    server.break_after = [400_000, 0, 0, 0]
    with pytest.raises(ModelError, match="are kept"):
        store.get(hub.plan(REPOSITORY))
    wanted = hub.plan(REPOSITORY)
    need = 2 * wanted.nbytes - 400_000 - len(server.files["config.json"])
    free = need - 1
    monkeypatch.setattr(hub.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free})())
    with pytest.raises(StorageError, match=f"needs {need / 1e6:,.0f} MB"):
        store.get(wanted)
    free = need
    store.get(wanted)
    assert server.ranges[-1] == "bytes=400000-"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_DATA_HOME is Linux's")
def test_command_line_respects_the_environment(server, tmp_path):
    """HF_ENDPOINT and HF_HOME as a shell sets them, in a process of its own."""
    environment = os.environ | {
        "HF_ENDPOINT": server.url,
        "HF_HOME": str(tmp_path / "home"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "sdviewer", "models", "get", REPOSITORY]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    nbytes = sum(len(server.files[name]) for name in ("config.json", WEIGHTS))
    assert done.stdout.startswith(f"{REPOSITORY}: {nbytes / 1e6:.1f} MB to download")
    assert (tmp_path / "data" / "sdviewer" / "models" / "tiny-vae" / "config.json").exists()
