"""Where a download may come from, and who is told who asks."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sdviewer.codec.errors import ModelError
from sdviewer.codec.types import StopToken
from sdviewer.service import download
from sdviewer.service.download import RemoteFile, check_location, fetch_file, part_of

BODY = b"weights" * 100


class Server:
    """Answers with BODY at /file, and sends from /away to wherever it is told; keeps what it was asked with."""

    def __init__(self) -> None:
        self.away = ""
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.asked.append(dict(self.headers))
                if self.path == "/away":
                    self.send_response(302)
                    self.send_header("Location", outer.away)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(BODY)))
                self.end_headers()
                self.wfile.write(BODY)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    monkeypatch.setattr(download, "PAUSE", 0.0)
    yield server
    server.close()


@pytest.fixture
def other():
    server = Server()
    yield server
    server.close()


def remote(url: str, body: bytes = BODY) -> RemoteFile:
    return RemoteFile("w.safetensors", len(body), hashlib.sha256(body).hexdigest(), url, {"authorization": "Bearer t"})


def fetch(file: RemoteFile, folder) -> None:
    def never(_):
        raise AssertionError("nothing was refused")

    fetch_file(file, folder, never, lambda _: None, StopToken())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/w", "http://host/w", "data:,w", "/w", "https:///w"])
def test_only_https_is_taken(monkeypatch, url, tmp_path):
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    with pytest.raises(ModelError, match="only https is safe"):
        fetch(remote(url), tmp_path)
    check_location("https://huggingface.co/w")


def test_a_mirror_without_encryption_is_the_users_choice(monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://mirror.lan:8080")
    check_location("http://mirror.lan:8080/w")
    with pytest.raises(ModelError, match=r"'http://elsewhere\.lan'"):
        check_location("http://elsewhere.lan/w")
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.lan")
    with pytest.raises(ModelError, match="only https"):
        check_location("http://mirror.lan/w")


@pytest.mark.parametrize("away", ["file:///etc/hostname", "http://elsewhere.invalid/w", "ftp://127.0.0.1/w"])
def test_no_redirect_leads_elsewhere(server, tmp_path, away):
    server.away = away
    with pytest.raises(ModelError, match=r"only https is safe|doesn.t give"):
        fetch(remote(f"{server.url}/away"), tmp_path)
    assert not (tmp_path / "w.safetensors").exists()


def test_another_origin_is_not_told_who_asks(server, other, tmp_path):
    server.away = f"{other.url}/file"
    fetch(remote(f"{server.url}/away"), tmp_path)
    assert (tmp_path / "w.safetensors").read_bytes() == BODY
    assert [headers.get("Authorization") for headers in server.asked + other.asked] == ["Bearer t", None]


def test_what_has_a_wrong_checksum_never_gets_its_name(server, tmp_path):
    file = remote(f"{server.url}/file", BODY[:-1] + b"!")
    with pytest.raises(ModelError, match="checksum is wrong"):
        fetch(file, tmp_path)
    assert not (tmp_path / "w.safetensors").exists()
    assert not part_of(file, tmp_path).exists()
