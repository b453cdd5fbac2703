"""The command line: one module a verb, each with `add_arguments(parser)` and `run(options) -> exit status`.

`main` finds the verb and imports only its module, so that `--version` and `info` start at once; without a verb the
window opens. A verb raises `SdcError`; here it becomes one line on stderr and the exit status of its class.

JSON (`--json`) is one object, or a list of objects where several images were given; in such a list a file that failed
has only `input`, `error` and `status`. Numbers that don't exist (the PSNR of equal pictures) are null.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from .. import __version__
from ..codec.errors import InputError
from .allocator import give_back_freed
from .terminal import close_output, complain, explain

VERBS = {
    "compress": "photos to .sdc",
    "decompress": "a .sdc to PNG, JPEG, WebP or TIFF",
    "info": "what a .sdc says about itself, and whether it is intact",
    "compare": "the same photo by every codec in the same number of bytes",
    "thumbnail": "a small PNG of a .sdc",
    "models": "the models on this machine",
}
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell gives a program that writes to a pipe nobody reads any more (128 + SIGPIPE)."""


def main(argv: Sequence[str]) -> int:
    """Do what the arguments say (without the program's name); returns the exit status, never raises.

    0 done, 1 a fault of the program, 2 bad input or usage, 3 file damaged or unsupported, 4 model missing, 5 out of
    space or no permission, 130 interrupted; of several images, the status of the first that failed.
    """
    give_back_freed()
    try:
        try:
            return _run(list(argv))
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except SystemExit as request:  # --help, --version
        return request.code if isinstance(request.code, int) else 0
    except KeyboardInterrupt:
        complain("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        close_output()
        return BROKEN_PIPE
    except Exception as error:
        sentence, status = explain(error)
        if isinstance(error, OSError):
            close_output()
        complain(sentence)
        return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}. See '{self.prog} --help'.")


def _run(argv: list[str]) -> int:
    if any("\0" in argument for argument in argv):
        raise InputError("A file name can't contain a null character.")
    verb = argv[0] if argv else ""
    if verb in VERBS:
        module = import_module(f".{verb}", __name__)
        parser = _Parser(prog=f"sdviewer {verb}", description=module.__doc__, allow_abbrev=False)
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(argv[1:])))
    verbs = "\n".join(f"  {name:12}{summary}" for name, summary in VERBS.items())
    parser = _Parser(
        prog="sdviewer",
        usage="sdviewer [--compare] [PATH ...]\n       sdviewer COMMAND [-h] ...",
        description="Opens a window on pictures and folders, or does one of these commands:\n" + verbs,
        epilog="A file that is named like a command is opened by its path: ./compress",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("paths", metavar="PATH", nargs="*", help="a picture, a .sdc or a folder")
    parser.add_argument(
        "--compare", action="store_true", help="two pictures or folders beside each other; one: beside JPEG at its size"
    )
    parser.add_argument("--version", action="version", version=f"sdviewer {__version__}")
    from .window import open_window

    options = parser.parse_args(argv)
    return open_window(options.paths, options.compare)
