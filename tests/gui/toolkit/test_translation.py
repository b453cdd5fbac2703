"""German, as the proof that every text of the window can be translated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QKeySequence

from sdviewer.gui.shell.menus import menu_titles
from sdviewer.gui.toolkit import error_texts, texts, translation
from sdviewer.paths import resource

TOOL = Path(__file__).resolve().parents[3] / "packaging" / "translate.py"


@pytest.fixture
def german(qapp):
    translator = QTranslator()
    assert translator.load(QLocale("de"), "sdviewer", "_", str(resource("translations")))
    qapp.installTranslator(translator)
    QLocale.setDefault(QLocale("de_DE"))
    yield
    qapp.removeTranslator(translator)


def test_every_text_is_translated():
    result = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == ("", 0)


def test_texts_numbers_and_plurals_are_german(german):
    assert menu_titles()["file"] == "&Datei"
    assert texts.bytes_text(4980) == "5,0 kB"
    assert texts.number(31.254) == "31,25"
    assert texts.tr("(and %n more)", 3) == "(und 3 weitere)"


def test_placeholders_survive_translation():
    import re
    import xml.etree.ElementTree as ET

    for message in ET.parse(resource("translations/sdviewer_de.ts")).iter("message"):
        source = message.findtext("source", "")
        for form in message.iter():
            if form.tag in ("translation", "numerusform") and (form.text or "").strip():
                wanted = sorted(re.findall(r"\{\w+\}|%n", source))
                assert sorted(re.findall(r"\{\w+\}|%n", form.text)) == wanted, source


def test_keys_have_the_names_that_are_on_a_german_keyboard(qapp):
    translation.install(qapp, "de")
    try:
        keys = [QKeySequence(text) for text in ("Return", "Ctrl+Del", "Shift+Space")]
        named = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys]
        assert named == ["Eingabe", "Strg+Entf", "Umschalt+Leertaste"]
        assert [key.toString() for key in keys] == ["Return", "Ctrl+Del", "Shift+Space"]  # as settings keep them
    finally:
        error_texts.use("en")
        for installed in qapp.findChildren(QTranslator):
            qapp.removeTranslator(installed)
