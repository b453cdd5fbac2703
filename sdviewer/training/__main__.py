"""Entry point: `python -m sdviewer.training`."""

import sys

from ..codec.errors import PackageError
from ..codec.packages import needing


def main() -> int:
    """Train; returns the exit status."""
    try:
        with needing("Training", ("torch", "onnx")):
            from .own.run import main as train
    except PackageError as error:
        print(f"sdviewer: {error}", file=sys.stderr)
        return error.exit_status
    return train()


if __name__ == "__main__":
    sys.exit(main())
