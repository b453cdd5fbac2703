"""A second start hands its files to the first."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import uuid

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from sdviewer.gui.shell import single_instance
from sdviewer.gui.shell.single_instance import Answer, Request

ODD_NAMES = ["/a b.png", "/new\nline 'quoted\" ä.sdc", os.fsdecode(b"/not-utf8-\xff.png")]


@pytest.fixture
def name():
    return f"sdviewer-test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def taken():
    return []


@pytest.fixture
def server(qapp, name, taken):
    server = single_instance.InstanceServer(name)
    server.serve(taken.append)
    yield server
    server.close()


def start_another(name: str, paths: list[str], compare: bool = False) -> subprocess.Popen:
    """A process of its own: within one thread, waiting for an answer would keep it from being given."""
    program = (
        "import sys, json; from PySide6.QtCore import QCoreApplication\n"
        "from sdviewer.gui.shell import single_instance\n"
        "app = QCoreApplication([]); name, *request = json.loads(sys.argv[1])\n"
        "sys.exit(0 if single_instance.claim(single_instance.Request(*request), name) is None else 7)"
    )
    return subprocess.Popen([sys.executable, "-c", program, json.dumps([name, paths, compare])])


def ended(process: subprocess.Popen) -> bool:
    return process.poll() is not None


@pytest.mark.parametrize("compare", [False, True])
def test_the_running_window_takes_the_files_of_another_start(server, name, taken, until, compare):
    process = start_another(name, ODD_NAMES, compare)
    until(lambda: taken and ended(process), 30)
    assert process.returncode == 0
    assert taken == [Request(ODD_NAMES, compare)]


def test_a_start_waits_for_a_window_that_is_still_being_made(qapp, name, taken, until):
    """Somebody double-clicks a second photo while the program starts on a busy machine."""
    first = single_instance.claim(Request(["/a.png"]), name)
    process = start_another(name, ["/b.png"])
    until(first._server.hasPendingConnections, 60)
    assert process.poll() is None and taken == []
    first.serve(taken.append)
    until(lambda: taken and ended(process), 60)
    assert process.returncode == 0 and taken == [Request(["/b.png"])]
    first.close()


def test_where_a_running_window_never_answers_the_second_one_says_why(qapp, name, monkeypatch):
    monkeypatch.setattr(single_instance, "_ANSWER_MS", 50)
    frozen = single_instance.claim(Request(["/a.png"]), name)
    assert frozen.note == ""
    second = single_instance.claim(Request(["/b.png"]), name)
    assert "gave no answer" in second.note and not second.listens
    frozen.close()


def test_who_starts_a_moment_later_hands_over_after_all(server, name, monkeypatch):
    """The other one wasn't there at the first look."""
    answers = [Answer.NOBODY, Answer.TAKEN]
    monkeypatch.setattr(single_instance, "hand_over", lambda *_: answers.pop(0))
    assert single_instance.claim(Request(["/b.png"]), name) is None and answers == []


def test_many_files_and_many_starts_at_once(server, name, taken, until):
    many = [f"/photos/{'long ' * 10}{number}.jpg" for number in range(1500)]
    processes = [start_another(name, [f"/{number}", *many]) for number in range(3)]
    until(lambda: len(taken) == 3 and all(map(ended, processes)), 60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(request.paths[0] for request in taken) == ["/0", "/1", "/2"]
    assert all(request.paths[1:] == many for request in taken)


def test_of_two_that_start_at_once_the_first_keeps_the_name(server, name, taken, until):
    later = single_instance.InstanceServer(name)
    later.serve(lambda request: taken.append("later"))
    process = start_another(name, ["/a.png"])
    until(lambda: taken and ended(process), 30)
    assert taken == [Request(["/a.png"])]
    later.close()
    process = start_another(name, ["/b.png"])  # closing the later one doesn't take the name away
    until(lambda: len(taken) == 2 and ended(process), 30)


def test_without_a_running_window_nothing_is_handed_over(qapp, name):
    assert single_instance.hand_over(Request(["/a.png"]), name) is Answer.NOBODY


DEEP = b"[" * 20_000


@pytest.mark.parametrize(
    "message", [b'{"paths": 3}', b'{"other": []}', b'["/a.png"]', b"3", b"not json", DEEP, b'{"paths": ' + DEEP]
)
def test_what_is_no_request_is_ignored(server, name, taken, until, message):
    socket = QLocalSocket()
    socket.connectToServer(name)
    socket.write(message + b"\n")
    until(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert not socket.bytesAvailable()
    assert taken == []
    socket.abort()


def test_a_client_that_says_nothing_is_let_go(server, name, until, monkeypatch):
    monkeypatch.setattr(single_instance, "_QUESTION_MS", 50)
    socket = QLocalSocket()
    socket.connectToServer(name)
    until(lambda: socket.state() == QLocalSocket.LocalSocketState.ConnectedState)
    until(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    socket.abort()


def test_another_users_process_is_not_spoken_to(server, name, taken, until, monkeypatch):
    """Whose it is, Linux says with the connection; here this process takes itself for another user's."""
    uid = os.getuid()
    monkeypatch.setattr(single_instance.os, "getuid", lambda: uid + 1)
    assert single_instance.hand_over(Request(["/a.png"]), name) is Answer.NOBODY
    socket = QLocalSocket()
    socket.connectToServer(name)
    socket.write(b'{"paths": ["/a.png"]}\n')
    until(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert not socket.bytesAvailable()
    assert taken == []
    socket.abort()


def test_an_answer_that_is_not_ours_opens_a_window(qapp, name, until):
    stranger = QLocalServer()
    assert stranger.listen(name)
    stranger.newConnection.connect(lambda: stranger.nextPendingConnection().write(b"who are you?\n"))
    process = start_another(name, ["/a.png"])
    until(lambda: ended(process), 30)
    assert process.returncode == 7
    stranger.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no runtime folder")
def test_the_socket_lies_where_nobody_else_can_put_one(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(0o700)
    assert os.path.dirname(single_instance.server_name()) == str(tmp_path)  # noqa: PTH120
    tmp_path.chmod(0o777)
    assert single_instance.server_name() == ""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    folder = os.path.dirname(single_instance.server_name())  # noqa: PTH120
    assert folder.endswith("sdviewer/run")
    assert os.stat(folder).st_mode & 0o777 == 0o700  # noqa: PTH116
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ("deep" * 30)))
    monkeypatch.setattr(single_instance.tempfile, "gettempdir", lambda: str(tmp_path))
    assert os.path.dirname(single_instance.server_name()) == str(tmp_path / f"sdviewer-{os.getuid()}")  # noqa: PTH120


def test_users_and_sessions_have_servers_of_their_own(monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    first = single_instance.server_name()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    assert single_instance.server_name() != first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes a pipe with its process")
def test_a_socket_left_by_a_crash_is_no_obstacle(qapp, name, taken, until):
    program = (
        "import os, sys; from PySide6.QtCore import QCoreApplication; from PySide6.QtNetwork import QLocalServer\n"
        "app = QCoreApplication([]); server = QLocalServer(); assert server.listen(sys.argv[1]); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, name], check=True)
    assert single_instance.hand_over(Request(["/a.png"]), name) is Answer.NOBODY
    server = single_instance.InstanceServer(name)
    server.serve(taken.append)
    process = start_another(name, ["/a.png"])
    until(lambda: taken and ended(process), 30)
    assert taken == [Request(["/a.png"])]
    server.close()


def test_files_that_the_system_sends_as_events_are_opened_together(own_folders):
    """As macOS does on a double-click: events, which may come before there is a window."""
    program = (
        "from PySide6.QtCore import QCoreApplication, QUrl; from PySide6.QtGui import QFileOpenEvent\n"
        "from sdviewer.app import Application\n"
        "app, taken = Application(['sdviewer']), []\n"
        "def send(*names):\n"
        "    for name in names: app.postEvent(app, QFileOpenEvent(QUrl.fromLocalFile(name)))\n"
        "    for _ in range(3): app.processEvents()\n"
        "send('/a b.sdc', '/ä\\n.png'); assert not taken\n"
        "app.listen(taken.append)\n"
        "send('/c.png', '/d.png')\n"
        "print(ascii([(request.paths, request.compare) for request in taken]))"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert ast.literal_eval(result.stdout) == [(["/a b.sdc", "/ä\n.png"], False), (["/c.png", "/d.png"], False)]
