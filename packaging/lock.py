"""Writes `packaging/lock.txt`: what the Linux packages contain, each at one version and with the hashes of its wheels.

    python packaging/lock.py

Asks pip which versions it would take for this Python and machine, and what their hashes are; installs nothing. The file
names no index: where packages come from is the business of whoever builds, the hashes say what may come.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path(__file__).with_name("lock.txt")


def report() -> list[dict]:
    """What pip would install for the program without extras."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--dry-run",
               "--ignore-installed", "--only-binary", ":all:", "--report", "-", str(ROOT)]  # fmt: skip
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["install"]


def line(item: dict) -> str:
    """'name==1.2 --hash=sha256:…'"""
    hashes = item["download_info"]["archive_info"]["hashes"]
    return f"{item['metadata']['name']}=={item['metadata']['version']} --hash=sha256:{hashes['sha256']}"


def main() -> None:
    found = [item for item in report() if item["metadata"]["name"].lower() != "sdviewer"]
    version = ".".join(platform.python_version_tuple()[:2])
    head = f"# For Python {version} on {platform.system()} {platform.machine()}, by packaging/lock.py.\n"
    LOCK.write_text(head + "".join(f"{text}\n" for text in sorted(map(line, found), key=str.lower)), "utf-8")
    print(f"{LOCK.name}: {len(found)} packages")


if __name__ == "__main__":
    main()
