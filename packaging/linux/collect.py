"""Copy what sdviewer depends on from this Python's installed packages into a folder: `collect.py FOLDER`.

For a package that is built without a network. What sdviewer needs is read from its metadata, so they must be found.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib import metadata
from pathlib import Path


def main(folder: Path) -> None:
    for name in sorted(dependencies("sdviewer", set())):
        for file in metadata.files(name) or []:
            if ".." not in file.parts and "__pycache__" not in file.parts:  # scripts lie elsewhere
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target)


def dependencies(package: str, known: set[str]) -> set[str]:
    """Names of all packages that one needs, directly or not; nothing that only an extra asks for."""
    for requirement in metadata.requires(package) or []:
        found = re.match(r"[\w.-]+", requirement)
        name = re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""
        if name and "extra" not in requirement.partition(";")[2] and name not in known and installed(name):
            known.add(name)
            dependencies(name, known)
    return known


def installed(name: str) -> bool:
    """Some are for other systems only."""
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
