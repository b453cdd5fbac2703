"""One running program per user and session: a second start hands its files over and ends."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_TIMEOUT_MS = 1000
_ANSWER_MS = 10_000
"""Who has taken the connection is alive, only busy: a second window would be worse than a wait."""
_MAX_MESSAGE = 1 << 24


@dataclass(frozen=True, slots=True)
class Request:
    """What a start was asked for. paths: absolute. compare: beside each other, or one beside JPEG at its size."""

    paths: list[str] = field(default_factory=list)
    compare: bool = False


def server_name() -> str:
    """The same for all starts of this user in this session, and for no other."""
    session = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or os.environ.get("XDG_SESSION_ID", "")
    key = f"{getpass.getuser()} {session} {os.environ.get('SDVIEWER_INSTANCE', '')}"
    return f"sdviewer-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def hand_over(request: Request, name: str | None = None) -> bool:
    """Let a running program do it. False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name or server_name())
    if not socket.waitForConnected(_TIMEOUT_MS):
        return False
    # Paths may hold bytes that aren't UTF-8; JSON's \\u escapes carry Python's stand-ins for them.
    socket.write(json.dumps(asdict(request)).encode() + b"\n")
    answered = socket.waitForReadyRead(_ANSWER_MS)
    socket.disconnectFromServer()
    return answered


class InstanceServer(QObject):
    """Listens for other starts. `on_request` is called with what they were asked for (perhaps nothing)."""

    def __init__(self, on_request: Callable[[Request], object], name: str | None = None) -> None:
        super().__init__()
        self._on_request = on_request
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = name or server_name()
        if _answers(name):
            return  # another start was quicker since `hand_over`: its window takes what comes
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a crash
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._on_message(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _on_message(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _MAX_MESSAGE:
                socket.abort()
            return
        try:
            request = _request(json.loads(bytes(socket.readLine().data())))
        except (ValueError, TypeError):
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        self._on_request(request)


def _answers(name: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    answers = socket.waitForConnected(_TIMEOUT_MS)
    socket.abort()
    return answers


def _request(message: object) -> Request:
    """Raises TypeError if it is none."""
    request = Request(**message) if isinstance(message, dict) else None
    if request is None or not isinstance(request.paths, list) or not all(isinstance(p, str) for p in request.paths):
        raise TypeError("This is no request of another start.")
    return request
