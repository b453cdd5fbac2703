"""What a codec was set to is read in the user's language, with its numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QTranslator

from sdviewer.codec.rivals.rungs import Encoder, usual_variant
from sdviewer.codec.types import Picture
from sdviewer.gui.toolkit.codec_settings import settings_text
from sdviewer.paths import resource

ENGLISH = re.compile(r"\b(quality|effort|speed|method|distance|progressive|optimised|scaled|on white|converted)\b")


@pytest.fixture
def german(qapp):
    translator = QTranslator()
    assert translator.load(QLocale("de"), "sdviewer", "_", str(resource("translations")))
    qapp.installTranslator(translator)
    QLocale.setDefault(QLocale("de_DE"))
    yield
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("codec", ["jpeg", "webp", "avif"])
def test_what_the_rivals_say_of_themselves_is_german_in_the_german_program(codec, german):
    encoder = Encoder(usual_variant(codec), Picture(np.zeros((16, 16, 3), np.uint8)))
    settings = encoder.result(20, encoder.encode(20)).settings
    said = settings_text(settings)
    assert ENGLISH.search(settings) and not ENGLISH.search(said)
    assert "Qualität" in said and said.split(", ")[-1] == settings.split(", ")[-1]  # the library's version


def test_numbers_have_the_sign_of_the_language_and_versions_stay(german):
    assert (
        settings_text("distance 3.14, effort 7, JPEG XL plugin 1.3.4")
        == "Distanz 3,14, Aufwand 7, JPEG XL plugin 1.3.4"
    )
    assert settings_text("model own, quality 61.5") == "Modell own, Qualität 61,5"


def test_in_english_it_stays_as_it_is_and_so_does_what_nobody_knows():
    text = "quality 3.5, speed 6, tuned for IQ, on white, made by somebody 2.0"
    assert settings_text(text) == text
    assert settings_text("") == ""
