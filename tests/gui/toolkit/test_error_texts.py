"""Errors of the codec and the service in German."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import sdviewer
from sdviewer.codec import pipeline
from sdviewer.codec.errors import SdcError
from sdviewer.codec.pictures.reader import read_picture
from sdviewer.gui.toolkit import error_texts
from sdviewer.gui.toolkit.error_texts import sentence, words
from sdviewer.paths import resource
from sdviewer.service import files
from sdviewer.service.cage import readers

TABLE = json.loads(resource("translations/errors_de.json").read_text("utf-8"))
SHOWN_MOST = (
    "codec/own/add.py",
    "service/archive/cluster.py",
    "service/archive/plan.py",
    "service/archive/pool.py",
    "service/download.py",
    "codec/opening.py",
    "codec/pictures/alpha.py",
    "codec/rate_control/budget.py",
    "codec/container/blocks.py",
    "codec/container/header.py",
    "codec/container/parts.py",
    "codec/container/sections.py",
    "codec/container/signature.py",
    "codec/decoding.py",
    "codec/memory.py",
    "codec/pictures/reader.py",
    "codec/pictures/source.py",
    "codec/pictures/writer.py",
    "codec/pipeline.py",
    "gui/browse/trash.py",
    "service/cage/child.py",
    "service/cage/readers.py",
    "service/files.py",
)
PACKAGE = Path(sdviewer.__file__).parent
NOTICING = ("notice", "_tell", "notices.append")
NOT_FOR_PEOPLE = ("ValueError", "AssertionError")


@pytest.fixture
def german():
    error_texts.use("de")
    yield
    error_texts.use("")


def failure(function, *arguments) -> str:
    with pytest.raises(SdcError) as caught:
        function(*arguments)
    return sentence(caught.value)


def test_real_errors_are_german(german, tmp_path):
    missing, text, coded = tmp_path / "fehlt.png", tmp_path / "text.png", tmp_path / "kaputt.sdc"
    text.write_text("nothing")
    coded.write_bytes(b"\x89SDC\r\n\n" + bytes(40))
    assert failure(files.read_sdc, missing) == f"{missing} gibt es nicht."
    assert failure(read_picture, text).startswith(f"{text} ist kein Bild in einem Format")
    assert failure(pipeline.decode, coded.read_bytes()[:9]).startswith("Die Datei ")


def test_what_is_filled_in_is_translated_too(german):
    inner = "The compressed picture data is damaged."
    assert sentence(f"The file can't be decoded: {inner}") == (
        "Die Datei kann nicht decodiert werden: Die komprimierten Bilddaten sind beschädigt."
    )


def test_what_is_unknown_and_what_is_english_stay_as_they_are(german):
    assert sentence("Nobody ever wrote this {0}.") == "Nobody ever wrote this {0}."
    error_texts.use("en")
    assert sentence("Stopped.") == "Stopped."


def test_values_with_braces_and_line_breaks_survive(german):
    assert sentence("/tmp/{0}\n{x}.png doesn't exist.") == "/tmp/{0}\n{x}.png gibt es nicht."


def test_placeholders_survive_translation():
    for template, translation in TABLE.items():
        assert set(re.findall(r"\{\d\}", template)) == set(re.findall(r"\{\d\}", translation)), template


@pytest.mark.parametrize("name", SHOWN_MOST)
def test_every_error_of_these_modules_is_translated(name):
    missing = [text for text in raised(PACKAGE / name) if text not in TABLE]
    assert missing == []


def test_notices_about_pictures_are_german(german):
    modules = [*(PACKAGE / "codec" / "pictures").rglob("*.py"), PACKAGE / "codec" / "container" / "sections.py"]
    said = [text for module in modules for text in noticed(module)]
    said.append(readers.UNPROTECTED)
    assert len(said) >= 4
    assert [text for text in said if text not in TABLE] == []
    assert sentence("Only the first of 12 frames is used.") == "Von 12 Bildern wird nur das erste verwendet."
    assert sentence("Metadata takes 1,234 bytes before compression; without it the picture gets more.") == (
        "Die Metadaten belegen vor der Kompression 1,234 Bytes; ohne sie bleibt mehr für das Bild."
    )


def test_notices_about_models_are_german(german):
    modules = ("network/devices", "network/tiles", "cleanup", "cleanup_checkpoint")
    said = [text for name in modules for text in noticed(PACKAGE / "codec" / "diffusion" / f"{name}.py")]
    assert len(said) == 6
    assert [text for text in said if text not in TABLE] == []
    assert sentence("The memory of the device 'cuda' is not enough; going on on the CPU.").startswith("Der Speicher")


def noticed(path: Path) -> list[str]:
    """Templates of notices: what is given to a function of NOTICING, or kept under a name for them or `fall_back`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in NOTICING:
            found.append(template(node.args[0]))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("NOTICE", "NOT_THIS_ONE", "failing"):
            found.append(template(node.value))
    return [text for text in found if text]


def raised(path: Path) -> list[str]:
    """Templates of the sentences that are raised in a module."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
            text = template(node.args[0]) if node.args and node.func.id not in NOT_FOR_PEOPLE else None
            found += [text] if text else []
    return found


def template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    text, count = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text, count = f"{text}{{{count}}}", count + 1
    return text


def test_too_little_memory_is_an_error_of_that_job_and_no_fault_of_the_program():
    assert words(MemoryError()) == "There is not enough memory for this picture. Close other programs."
