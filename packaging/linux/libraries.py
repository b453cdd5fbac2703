"""Which system libraries the wheels of an environment ask for: `libraries.py [SITE-PACKAGES]`. Needs pyelftools.

Prints what `libraries.txt` lacks, one soname a line with some of the files that ask for it; the exit status is 1 then.
"""

from __future__ import annotations

import sys
import sysconfig
from collections import defaultdict
from pathlib import Path

from elftools.elf.elffile import ELFFile
from prune import qt_files

LIST = Path(__file__).with_name("libraries.txt")
PACKAGES = (
    *("numpy", "numpy.libs", "PIL", "pillow.libs", "pi_heif.libs", "_pi_heif*", "shiboken6"),
    *("onnxruntime", "constriction", "safetensors"),
)
"""Beside Qt."""
NOT_MISSED = ("libqgtk3.so", "libqtvirtualkeyboardplugin.so", "libqeglfs", "libQt6EglFs", "libQt6EglFS")
"""Plugins, and what only they use, that Qt leaves out where what they ask for isn't there, and that do nothing then."""
C_LIBRARY = ("ld-linux", "libc.so", "libdl.so", "libm.so", "libmvec.so", "libpthread.so", "libresolv.so", "librt.so")


def needed(packages: Path) -> dict[str, set[str]]:
    """Sonames that are asked for and don't come with the wheels: each with the names of the files that ask."""
    files = qt_files(packages / "PySide6")
    for pattern in PACKAGES:
        for path in packages.glob(pattern):
            files |= set(path.rglob("*.so*")) if path.is_dir() else {path}
    shipped = {path.name for path in packages.rglob("*.so*")}
    found = defaultdict(set)
    for file in files:
        if file.suffix != ".py" and not file.name.startswith(NOT_MISSED):
            for soname in sonames(file) - shipped:
                if not soname.startswith((*C_LIBRARY, "libQt6EglFs")):
                    found[soname].add(file.name)
    return dict(found)


def sonames(file: Path) -> set[str]:
    """What a library is linked with directly."""
    with file.open("rb") as opened:
        section = ELFFile(opened).get_section_by_name(".dynamic")
        return {tag.needed for tag in section.iter_tags("DT_NEEDED")} if section else set()


def listed() -> dict[str, tuple[str, str]]:
    """Soname to the packages of Debian and Fedora."""
    rows = [line.split() for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {soname: (debian, fedora) for soname, debian, fedora in rows}


def main(packages: Path) -> int:
    known = listed()
    lacking = {soname: files for soname, files in needed(packages).items() if soname not in known}
    for soname, files in sorted(lacking.items()):
        print(soname, *sorted(files)[:3])
    return bool(lacking)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_path("purelib")).resolve()))
