"""One running program per user and session: a second start hands its files over and ends.

The socket lies in the user's own runtime folder, and either side looks at whose process the other is: a stranger gets
no answer, and from a stranger none is taken. Where there is no such folder, each start opens a window.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import socket as sockets
import stat
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum, auto
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ..toolkit.texts import tr

_TIMEOUT_MS = 1000
_ANSWER_MS = 60_000
"""Who has taken the connection is alive, only busy: a second window would be worse than a wait."""
_QUESTION_MS = 10_000
"""What another start may take to say what it wants."""
_MAX_MESSAGE = 1 << 23
"""Bytes; the command line's own limit is smaller."""
_OK = b"ok\n"
_SOCKET_PATH = 100
"""Longest path of a socket that all systems take, in bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a start was asked for. paths: absolute. compare: beside each other, or one beside JPEG at its size."""

    paths: list[str] = field(default_factory=list)
    compare: bool = False


def server_name() -> str:
    """The same for all starts of this user in this session, and for no other; empty where there is no safe place."""
    session = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or os.environ.get("XDG_SESSION_ID", "")
    key = f"{getpass.getuser()} {session} {os.environ.get('SDVIEWER_INSTANCE', '')}"
    name = f"sdviewer-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name  # a pipe, which Qt lets its owner alone open
    for folder in _folders():
        if _is_own(folder) and len(os.fsencode(folder / name)) <= _SOCKET_PATH:
            return str(folder / name)
    return ""


class Answer(Enum):
    """Of another running program."""

    TAKEN = auto()
    NOBODY = auto()
    """There is none, or none of ours."""
    SILENT = auto()
    """There is one, which doesn't get to it."""


def hand_over(request: Request, name: str | None = None) -> Answer:
    """Let a running program do it."""
    name = name or server_name()
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not name or not socket.waitForConnected(_TIMEOUT_MS) or not _same_user(socket):
        return Answer.NOBODY
    # Paths may hold bytes that aren't UTF-8; JSON's \\u escapes carry Python's stand-ins for them.
    socket.write(json.dumps(asdict(request)).encode() + b"\n")
    heard = socket.waitForReadyRead(_ANSWER_MS)
    answered = heard and bytes(socket.readAll().data()) == _OK
    silent = not heard and socket.state() == QLocalSocket.LocalSocketState.ConnectedState
    socket.disconnectFromServer()
    return Answer.TAKEN if answered else Answer.SILENT if silent else Answer.NOBODY


def claim(request: Request, name: str | None = None) -> InstanceServer | None:
    """Be the program that other starts hand their files to. None where there is one, which has taken the request."""
    answer = hand_over(request, name)
    if answer is Answer.TAKEN:
        return None
    server = InstanceServer(name, silent=answer is Answer.SILENT)
    if answer is Answer.NOBODY and not server.listens and hand_over(request, name) is Answer.TAKEN:
        return None  # another start was quicker
    return server


class InstanceServer(QObject):
    """Listens for other starts from now on; they wait for their answer until `serve`. silent: whether a program that
    runs already gave none."""

    def __init__(self, name: str | None = None, silent: bool = False) -> None:
        super().__init__()
        self._silent = silent
        self._on_request: Callable[[Request], object] | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = name or server_name()
        if not name or _answers(name):
            return  # another start was quicker since `hand_over`: its window takes what comes
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a crash
            self._server.listen(name)

    @property
    def listens(self) -> bool:
        return self._server.isListening()

    @property
    def note(self) -> str:
        """Why there is a second window, '' where there is none."""
        text = tr("sdviewer is open already, but gave no answer for a minute: this is a second window.")
        return text if self._silent else ""

    def serve(self, on_request: Callable[[Request], object]) -> None:
        """Call this with what other starts are asked for (perhaps nothing), and with what they were asked before."""
        self._on_request = on_request
        self._on_connection()

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        while self._on_request is not None and self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            if not _same_user(socket):
                socket.abort()
                continue
            socket.readyRead.connect(partial(self._on_message, socket))
            QTimer.singleShot(_QUESTION_MS, socket, socket.abort)  # one that says nothing doesn't stay
            self._on_message(socket)  # it may have said it before

    def _on_message(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _MAX_MESSAGE:
                socket.abort()
            return
        try:
            request = request_of(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(_OK)
        socket.flush()
        if self._on_request is not None:
            self._on_request(request)


def _folders() -> Iterator[Path]:
    """The session's runtime folder or, where there is none, one that only the user can enter, in the cache or, where
    that is too deep for a socket, among temporary files."""
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
        return
    cache = Path(platformdirs.user_cache_dir("sdviewer", appauthor=False))
    for folder in (cache / "run", Path(tempfile.gettempdir()) / f"sdviewer-{os.getuid()}"):
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield folder


def _is_own(folder: Path) -> bool:
    """Whether a folder belongs to this user, and nobody else can put anything there."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


def _same_user(socket: QLocalSocket) -> bool:
    """Whether the process at the other end runs for this user; True where the system doesn't tell."""
    if not hasattr(sockets, "SO_PEERCRED"):  # Linux tells; elsewhere the folder has to do
        return True
    try:
        with sockets.socket(fileno=os.dup(int(socket.socketDescriptor()))) as end:
            found = end.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return False
    return struct.unpack("3i", found)[1] == os.getuid()


def _answers(name: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    answers = socket.waitForConnected(_TIMEOUT_MS)
    socket.abort()
    return answers


def request_of(message: bytes) -> Request:
    """What another start asked for. Raises ValueError where it is none of ours."""
    try:
        fields = json.loads(message)
        request = Request(**fields) if isinstance(fields, dict) else None
    except (TypeError, RecursionError) as error:  # the latter of thousands of brackets within each other
        raise ValueError("This is no request of another start.") from error
    if (
        request is None
        or not isinstance(request.compare, bool)
        or not isinstance(request.paths, list)
        or not all(isinstance(path, str) for path in request.paths)
    ):
        raise ValueError("This is no request of another start.")
    return request
