"""Photos on S3 and behind SFTP, by servers in this process. Skipped where their packages aren't installed."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.errors import InputError, StorageError
from sdviewer.codec.types import EncodeOptions
from sdviewer.service.archive import places, plan
from sdviewer.service.archive.task import Task, perform

TINY = EncodeOptions(model="tiny")
GOLDEN = Path(__file__).parents[2] / "data" / "golden"

pytestmark = pytest.mark.filterwarnings("ignore")  # they are others' packages


@pytest.fixture(autouse=True)
def tiny_model(monkeypatch) -> None:
    monkeypatch.setenv("SDVIEWER_MODELS", str(GOLDEN / "models"))


def png(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (32, 48, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def s3(tmp_path, monkeypatch) -> Iterator[str]:
    """A bucket with two photos."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    import s3fs

    store = s3fs.S3FileSystem(skip_instance_cache=True)
    bucket = f"photos-{secrets.token_hex(4)}"  # the server forgets nothing
    store.mkdir(bucket)
    for name in ("b.png", "x/a.png"):
        store.put_file(str(png(tmp_path / name)), f"{bucket}/{name}")
    yield f"s3://{bucket}"
    server.stop()


@pytest.fixture
def sftp(tmp_path) -> Iterator[str]:
    """A folder with two photos, for whoever has the password."""
    asyncssh = pytest.importorskip("asyncssh")
    pytest.importorskip("paramiko")
    for name in ("b.png", "x/a.png"):
        png(tmp_path / "photos" / name)

    class Server(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("me", "secret")

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Server,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(tmp_path)),
        )

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"sftp://me:secret@127.0.0.1:{server.get_port()}/photos"

    async def end() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.parametrize("store", ["s3", "sftp"])
def test_photos_are_read_and_files_written(store: str, request, tmp_path) -> None:
    place = request.getfixturevalue(store)
    target = f"{place}/new/b.sdc"
    written = perform(Task(f"{place}/b.png", target, TINY))
    assert (written.output, written.width) == (target, 48)
    data = places.read(target)
    assert pipeline.decode(data).width == 48 and places.stamp(target)[1] == len(data) == written.nbytes
    with pytest.raises(InputError, match="exists already"):
        perform(Task(f"{place}/b.png", target, TINY))
    assert perform(Task(f"{place}/b.png", target, TINY, replace=True)).nbytes == len(data)
    assert perform(Task(f"{place}/b.png", str(tmp_path / "here.sdc"), TINY)).nbytes == len(data)
    with pytest.raises(InputError, match="doesn't exist"):
        perform(Task(f"{place}/no.png", target, TINY))


@pytest.mark.parametrize("store", ["s3", "sftp"])
def test_folders_are_walked_and_mirrored(store: str, request) -> None:
    place = request.getfixturevalue(store)
    found = list(plan.items([place], plan.Plan(TINY, folder=f"{place}/out", recursive=True)))
    assert [item.output for item in found] == [f"{place}/out/b.sdc", f"{place}/out/x/a.sdc"]
    for task in found:
        perform(task)
    again = plan.items([place], plan.Plan(TINY, folder=f"{place}/out", recursive=True, update=True))
    assert [type(item).__name__ for item in again if "/out/" not in item.source] == ["Skipped", "Skipped"]


def test_a_wrong_password_is_not_repeated(sftp: str) -> None:
    with pytest.raises(StorageError) as caught:
        places.read_picture(sftp.replace("secret", "geheim") + "/b.png")
    assert "me:***@127.0.0.1" in str(caught.value) and "geheim" not in str(caught.value)
    task = Task(f"{sftp}/b.png", f"{sftp}/b.sdc", TINY)
    assert "secret" not in repr(task) and task.source.startswith("sftp://me:secret@")
