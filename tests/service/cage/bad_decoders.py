"""Readers that do what a decoder should not, by the name of the file; children call `read`."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from sdviewer.codec.pictures import reader
from sdviewer.codec.types import Picture


def read(file, name, side):
    act = ACTS.get(Path(name).stem)
    found = act(file) if act else ""
    picture, size = reader.read_opened(file, name, side)
    if found:
        picture = Picture(picture.pixels, notices=(found,))
    return picture, size


def crash(_):
    ctypes.string_at(0)


def eat(_):
    held = []
    while True:
        held.append(bytearray(1 << 26))


def hang(_):
    while True:
        time.sleep(60)


def spin(_):
    while True:
        pass


def lie(_):
    """Says nonsense to the parent."""
    from sdviewer.service.cage import wire

    wire.send_picture = lambda connection, *_: wire.send_words(connection, {"shape": [1 << 20, 1 << 20], "space": "x"})


def shrink(_):
    from multiprocessing import reduction

    from sdviewer.service.cage import wire

    def send(connection, picture, size):
        words = {"shape": picture.pixels.shape[:2], "alpha": False, "size": size, "format": "", "notices": [],
                 "space": "srgb", "whole": True, "orientation": 1, "blocks": [None] * 3}  # fmt: skip
        wire.send_words(connection, words)
        memory = reduction.recv_handle(connection)
        try:
            os.ftruncate(memory, 0)
        except OSError:
            os.write(memory, b"\x07" * picture.pixels.nbytes)
        wire.send_words(connection, {"done": True})

    wire.send_picture = send


def touch(_):
    """What it may do beside decoding, by name."""
    tries = {
        "read": lambda: Path("/etc/passwd").read_bytes(),
        "home": lambda: list(Path.home().iterdir()),
        "write": lambda: Path("/tmp/caged").write_text("x"),
        "link": lambda: Path("/tmp/caged").hardlink_to(__file__),
        "talk": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "local": lambda: socket.socket(socket.AF_UNIX),
        "start": lambda: subprocess.run(["/bin/true"], check=True),
        "kill": lambda: os.kill(os.getppid(), 0),
    }
    done = []
    for name, act in tries.items():
        try:
            act()
            done.append(name)
        except FileNotFoundError:
            done.append(f"{name}: it could look")
        except OSError:
            pass
    return " ".join(done) or "nothing"


def modules(_):
    return " ".join(sorted(sys.modules))


def grumble(_):
    os.write(2, b"libdamage: strip 3 is missing\n")
    raise OSError("decoder error -2")


ACTS = {
    "crash": crash, "eat": eat, "hang": hang, "spin": spin, "lie": lie, "shrink": shrink, "touch": touch,
    "modules": modules,
}  # fmt: skip
