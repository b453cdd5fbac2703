"""The licences of everything that the packages contain: `licences.py [SITE-PACKAGES] > packaging/licences.md`.

Of each package in `lock.txt` what its own metadata says, the licence files that come with it, and the libraries in C
that its wheel holds, whose licences those files are. Exit status 1 where a package says nothing, or is under the GPL.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).with_name("lock.txt")
HEAD = """\
# Licences of what the packages contain

Made by `packaging/licences.py`. sdviewer itself is under Apache-2.0. Under the LGPL, linked dynamically, so that each
can be replaced by another build: {weak}. Under the GPL: {strong}. Of the libraries in C that wheels bring along:
{within}.

| package | version | licence | libraries in it | licence files |
|---|---|---|---|---|
"""
SAID_ELSEWHERE = {
    "flatbuffers": "Apache-2.0",
    "pi_heif": "BSD-3-Clause; libheif and libde265 LGPL-3.0-or-later",
    "PySide6_Essentials": "LGPL-3.0-only (of the licences to choose from)",
    "shiboken6": "LGPL-3.0-only (of the licences to choose from)",
}
"""What the metadata says less exactly."""
WITHIN = {
    "libgfortran": "GPL-3.0-or-later with the GCC runtime exception",
    "libquadmath": "LGPL-2.1-or-later",
    "libheif": "LGPL-3.0-or-later",
    "libde265": "LGPL-3.0-or-later",
}
"""Libraries in wheels that are under a licence of the GPL's family."""


def locked() -> list[str]:
    """Names of the packages, as the lock has them."""
    lines = LOCK.read_text("utf-8").splitlines()
    return [text.partition("==")[0] for text in lines if text and not text.startswith("#")]


def licence(name: str, about: metadata.PackageMetadata) -> str:
    """In a few words."""
    if name in SAID_ELSEWHERE:
        return SAID_ELSEWHERE[name]
    said = about.get("License-Expression") or about.get("License") or ""
    classes = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    short = said.strip().splitlines()[0] if said.strip() else ""
    return short if 0 < len(short) < 80 else ", ".join(classes)


def libraries(distribution: metadata.Distribution) -> list[str]:
    """Shared libraries that a wheel brings along for others."""
    found = set()
    for file in distribution.files or ():
        if ".libs/" in str(file):
            found.add(re.sub(r"-[0-9a-f]{7,}", "", Path(str(file)).name).partition(".so")[0])
    return sorted(found)


def licence_files(distribution: metadata.Distribution) -> int:
    return sum(bool(re.search(r"(?i)(licen[cs]e|copying|notice)", Path(str(f)).name)) for f in distribution.files or ())


def main(packages: str) -> int:
    known = {d.metadata["Name"].lower().replace("_", "-"): d for d in metadata.distributions(path=[packages])}
    rows, weak, strong, silent = [], [], [], []
    for name in locked():
        distribution = known.get(name.lower().replace("_", "-"))
        if distribution is None:
            raise SystemExit(f"{name} isn't installed in {packages}.")
        text = licence(name, distribution.metadata)
        if "LGPL" in text:
            weak.append(name)
        elif "GPL" in text:
            strong.append(name)
        if not text:
            silent.append(name)
        row = (name, distribution.version, text, ", ".join(libraries(distribution)), licence_files(distribution))
        rows.append("| " + " | ".join(map(str, row)) + " |")
    table = "\n".join(rows)
    within = ", ".join(f"{library} ({text})" for library, text in WITHIN.items() if library in table)
    head = HEAD.format(weak=", ".join(weak) or "none", strong=", ".join(strong) or "none", within=within)
    print(head + table)
    return int(bool(strong or silent))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_path("purelib")))
