"""What a process gives up for good before it decodes a stranger's picture.

Everywhere: file sizes, core dumps. On Linux, as far as the kernel has it: memory (RLIMIT_DATA), files (Landlock: only
Python's and the program's own can be opened, to read), programs and the network (seccomp: those calls fail). By ctypes,
which is a part of Python. macOS doesn't keep limits of memory, and Windows has none of this: there a decoder's crash is
caught, and what it may touch is what the user may.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path

from ...codec.types import MAX_PIXELS

MOST_WRITTEN = 4 * MAX_PIXELS
"""Bytes that go into one file, as which a picture's memory counts."""

_NO_NEW_PRIVILEGES, _SECCOMP, _DUMPABLE = 38, 22, 4
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_HANDLED = (
    (1 << 13) - 1,  # version 1: executing, writing, reading, removing, making
    (1 << 14) - 1,  # and moving
    (1 << 15) - 1,  # and truncating
    (1 << 15) - 1,
    (1 << 16) - 1,  # and asking devices
)
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/local/lib", "/usr/share/zoneinfo")

_CALLS = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "bind": 49, "listen": 50, "socketpair": 53,
            "execve": 59, "kill": 62, "ptrace": 101, "mount": 165, "accept4": 288, "perf_event_open": 298,
            "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321,
            "execveat": 322, "userfaultfd": 323, "unshare": 272, "pidfd_send_signal": 424, "io_uring_setup": 425,
            "pidfd_getfd": 438, "keyctl": 250, "add_key": 248,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203, "sendto": 206,
            "execve": 221, "kill": 129, "ptrace": 117, "mount": 40, "accept4": 242, "perf_event_open": 241,
            "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280,
            "execveat": 281, "userfaultfd": 282, "unshare": 97, "pidfd_send_signal": 424, "io_uring_setup": 425,
            "pidfd_getfd": 438, "keyctl": 219, "add_key": 217,
        },
    ),
}  # fmt: skip
"""For each machine the mark of its calls (AUDIT_ARCH_..., linux/audit.h), and the numbers of those that are refused."""


def forbid() -> list[str]:
    """Give up what is never needed; returns what this system has kept: 'files', 'calls'."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    if not sys.platform.startswith("linux"):
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return []
    kept = {"files": _keep_files(libc), "calls": _keep_calls(libc)}
    return [name for name, is_kept in kept.items() if is_kept]


def allow(memory: int) -> None:
    """Take at most so many bytes in all, where the system counts them."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        kind = resource.RLIMIT_DATA if sys.platform.startswith("linux") else resource.RLIMIT_AS
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))


def _keep_files(libc: ctypes.CDLL) -> bool:
    """Landlock (linux/landlock.h): nothing is written, and only what Python imports is read."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    attributes = struct.pack("Q", _HANDLED[min(version, len(_HANDLED)) - 1])
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    for path in _readable():
        with suppress(OSError):
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rights = _READ_FILE | (_READ_FOLDER if os.path.isdir(path) else 0)  # noqa: PTH112
            libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, folder), 0)
            os.close(folder)
    restricted = libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return restricted


def _readable() -> set[str]:
    """Files and folders that Python and its packages are in."""
    own = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return {*_SYSTEM, *sys.path, *own, str(Path(__file__).parents[3]), getattr(sys, "_MEIPASS", "")} - {"", "/"}


def _keep_calls(libc: ctypes.CDLL) -> bool:
    """A filter (linux/filter.h, linux/seccomp.h): refused calls fail with EPERM; those of another kind of machine end
    the process."""
    mark, calls = _CALLS.get(platform.machine(), (0, {}))
    if not calls or sys.maxsize < 1 << 32:
        return False
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    end, refuse, permit = 0x80000000, 0x00050000 | 1, 0x7FFF0000
    numbers = sorted(calls.values())
    program = [(load, 0, 0, 4), (equal, 1, 0, mark), (give, 0, 0, end), (load, 0, 0, 0)]
    program.append((at_least, len(numbers) + 1, 0, 0x40000000))  # the calls of x32
    program += [(equal, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    program += [(give, 0, 0, permit), (give, 0, 0, refuse)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    filter = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    return bool(libc.prctl(_SECCOMP, 2, filter, 0, 0) == 0)
