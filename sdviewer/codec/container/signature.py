"""The first bytes of a file, and what usually happened where they are nearly right.

As in PNG: a byte above 127, then line endings, so that a transfer that takes files for text can't go unseen.
"""

from __future__ import annotations

from ..errors import FormatError

SIGNATURE = b"\x89SDC\r\n\n"
HEAD = 12
"""So many bytes tell whether a file is, or was, a `.sdc`."""

_NAME = SIGNATURE[:4]
_BEFORE_1_0 = b"\x89SDC\x01"
_AGAIN = "Get another copy, transferred as binary."


def is_sdc(head: bytes) -> bool:
    """Whether a file begins as a `.sdc`, however damaged, or as one of before 1.0; head: its first HEAD bytes."""
    return head.startswith(_NAME) or (b"SDC" in head[1:6] and _transfer(head) != "")


def check(data: bytes) -> None:
    """Raise FormatError, which says what happened, where a file doesn't begin with the signature."""
    if data.startswith(SIGNATURE):
        return
    if data.startswith(_BEFORE_1_0):
        raise FormatError(
            "The file was written by a test version of sdviewer, before the format was settled, and can't be read any "
            "more. Compress the photo again."
        )
    if damage := _transfer(data):
        raise FormatError(f"The file was damaged by a transfer: {damage} {_AGAIN}")
    if data and SIGNATURE.startswith(data):
        raise FormatError("The file is cut off in its first bytes. Get a whole copy.")
    raise FormatError("This is not an .sdc file: it doesn't begin as one.")


def _transfer(data: bytes) -> str:
    """What a transfer did to the first bytes: a sentence, or empty."""
    if data.startswith(b"\x09SDC"):
        return "the highest bit of each byte is gone."
    if data.startswith((b"\xc2\x89SDC", b"\xef\xbf\xbdSDC", b"?SDC\r\n\n")):
        return "it was taken for text and written in another encoding."
    if data.startswith(_NAME) and data[4:6] in (b"\n\n", b"\r\r", b"\r\n", b"\n\r") and data[4:7] != SIGNATURE[4:]:
        return "it was taken for text, and its line endings were changed."
    return ""
