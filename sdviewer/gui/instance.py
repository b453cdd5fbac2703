"""One running program per user and session: a second start hands its files over and ends."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_TIMEOUT_MS = 1000
_MAX_MESSAGE = 1 << 24


def server_name() -> str:
    """The same for all starts of this user in this session, and for no other."""
    session = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or os.environ.get("XDG_SESSION_ID", "")
    key = f"{getpass.getuser()} {session} {os.environ.get('SDVIEWER_INSTANCE', '')}"
    return f"sdviewer-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def hand_over(paths: list[str], name: str | None = None) -> bool:
    """Give the paths (absolute) to a running program. False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name or server_name())
    if not socket.waitForConnected(_TIMEOUT_MS):
        return False
    # Paths may hold bytes that aren't UTF-8; JSON's \\u escapes carry Python's stand-ins for them.
    socket.write(json.dumps(paths).encode() + b"\n")
    answered = socket.waitForReadyRead(_TIMEOUT_MS)
    socket.disconnectFromServer()
    return answered


class InstanceServer(QObject):
    """Listens for other starts. `on_paths` is called with what they were given (perhaps nothing)."""

    def __init__(self, on_paths: Callable[[list[str]], object], name: str | None = None) -> None:
        super().__init__()
        self._on_paths = on_paths
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = name or server_name()
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a crash: nobody answered in `hand_over`
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
            message = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        if isinstance(message, list) and all(isinstance(path, str) for path in message):
            self._on_paths(message)
