"""The rules of the house: no circles, rooms that can be overlooked, a word on what each is for, a map that is true."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sdviewer"
FILES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(path.parent for path in FILES if path.name == "__init__.py")
MOST_FILES = 16
MOST_LINES = 300
MAP = ROOT / "resources" / "architecture.md"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports(module: str) -> set[str]:
    """The modules of ours that a module's text imports, anywhere in it, for types or in earnest."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {name if (name := f"{base}.{alias.name}") in MODULES else base for alias in node.names}
    return (found & MODULES.keys()) - {module}


def circles() -> list[list[str]]:
    """Groups of modules that import each other in a loop (strongly connected components, Kosaraju's algorithm)."""
    arrows = {module: imports(module) for module in MODULES}
    back: defaultdict[str, set[str]] = defaultdict(set)
    for module, targets in arrows.items():
        for target in targets:
            back[target].add(module)
    order: list[str] = []
    seen: set[str] = set()

    def visit(module: str, ways: dict[str, set[str]], into: list[str]) -> None:
        stack = [(module, iter(ways[module]))]
        seen.add(module)
        while stack:
            at, rest = stack[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                into.append(at)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(ways[following])))

    for module in arrows:
        if module not in seen:
            visit(module, arrows, order)
    seen.clear()
    found = []
    for module in reversed(order):
        if module not in seen:
            visit(module, back, group := [])
            found += [sorted(group)] if len(group) > 1 else []
    return found


def test_no_module_imports_itself_over_others():
    assert circles() == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_rooms_can_be_overlooked_and_say_what_they_are_for(room):
    assert len(list(room.glob("*.py"))) <= MOST_FILES
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    assert len(docstring) > 60, "its docstring says what comes in, what goes out and who may call it"


def test_files_are_short():
    long = {
        str(path.relative_to(ROOT)): n
        for path in FILES
        if (n := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_package_is_shipped():
    shipped = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    assert shipped == {module_of(room / "__init__.py") for room in ROOMS} | {"sdviewer.resources"}


def test_every_file_on_the_map_exists():
    named = re.findall(r"`((?:sdviewer|resources|tests|packaging)/[\w./-]+)`", MAP.read_text("utf-8"))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_files_of_tests_have_names_of_their_own():
    """pytest takes two of one name for the same module."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_tests_are_of_one_subject():
    """Longer ones are split by what they are about."""
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "tests").rglob("test_*.py")}
    assert {name: count for name, count in lines.items() if count > 400} == {}
