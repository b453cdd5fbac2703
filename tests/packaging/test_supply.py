"""What packages contain is written down: versions with hashes, and licences."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "packaging" / "lock.txt").read_text("utf-8").splitlines()
LICENCES = (ROOT / "packaging" / "licences.md").read_text("utf-8")


def plain(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    return {plain(line.partition("==")[0]): line for line in LOCK if not line.startswith("#")}


def test_all_that_the_program_depends_on_is_locked_with_its_hash():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {plain(re.split("[<>=~!; ]", wanted)[0]) for wanted in project["dependencies"]}
    assert names <= locked().keys()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line) for line in locked().values())


def test_no_place_is_named_where_packages_come_from():
    assert "://" not in "\n".join(LOCK) and "index" not in "\n".join(LOCK)


def test_each_locked_package_has_its_licence_on_the_list():
    rows = [row.strip("| ").split(" | ") for row in LICENCES.splitlines() if row.startswith("| ")][1:]
    assert {plain(row[0]): row[1] for row in rows} == {
        name: line.partition("==")[2].partition(" ")[0] for name, line in locked().items()
    }
    assert all(row[2].strip() for row in rows)
    assert "Under the GPL: none" in LICENCES
