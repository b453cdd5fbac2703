"""What the camera wrote, as a photographer reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational
from PySide6.QtCore import QLocale

from sdviewer.gui.information.exif_facts import exif_rows

GPS = ExifTags.GPS


def block(camera: dict | None = None, place: dict | None = None, picture: dict | None = None) -> bytes:
    exif = Image.Exif()
    for tag, value in (picture or {}).items():
        exif[tag] = value
    exif.get_ifd(ExifTags.IFD.Exif).update(camera or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(place or {})
    return exif.tobytes()


def said(*args) -> dict[str, str]:
    return dict(exif_rows(block(*args))[0])


def test_exposure_is_written_as_on_a_camera():
    facts = said({0x829A: IFDRational(1, 250), 0x829D: IFDRational(28, 10), 0x8827: 400, 0x920A: IFDRational(35, 1)})
    assert facts["Exposure"] == "1/250 s, f/2.8, ISO 400"
    assert facts["Focal length"] == "35 mm"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [((1, 8000), "1/8000 s"), ((10, 2500), "1/250 s"), ((1, 4), "1/4 s"), ((1, 2), "0.5 s"), ((2, 1), "2 s"),
     ((13, 10), "1.3 s"), ((30, 1), "30 s")],
)  # fmt: skip
def test_times(seconds, text):
    assert said({0x829A: IFDRational(*seconds)})["Exposure"] == text


def test_numbers_are_written_in_the_user_s_language_but_a_place_as_maps_take_it():
    QLocale.setDefault(QLocale("de_DE"))
    north = {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52, 30, 29.88)}
    east = {GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: (13, 12, 0)}
    facts = said({0x829D: IFDRational(28, 10), 0x9204: IFDRational(-1, 3)}, north | east)
    assert facts["Exposure"] == "f/2,8" and facts["Exposure compensation"] == "−0,33 EV"
    assert facts["Place"] == "52.5083 N 13.2 E"


def test_a_focal_length_tells_what_it_is_on_film():
    facts = said({0x920A: IFDRational(425, 100), 0xA405: 26})
    assert facts["Focal length"] == "4.3 mm, as 26 mm on 35 mm film"
    assert said({0x920A: IFDRational(50, 1), 0xA405: 50})["Focal length"] == "50 mm"


def test_the_maker_is_named_once():
    assert said({}, {}, {0x010F: "Canon", 0x0110: "Canon EOS R5"})["Camera"] == "Canon EOS R5"
    assert said({}, {}, {0x010F: "FUJIFILM", 0x0110: "X-T4"})["Camera"] == "FUJIFILM X-T4"
    assert said({}, {}, {0x010F: "NIKON CORPORATION", 0x0110: "NIKON Z 6"})["Camera"] == "NIKON Z 6"


def test_the_day_and_the_time_with_its_zone():
    facts = said({0x9003: "2024:05:03 14:05:59", 0x9011: "+02:00"})
    assert facts["Taken"] == "2024-05-03 14:05:59 +02:00"


def test_what_no_line_says_is_left_as_it_stands():
    rows, rest = exif_rows(block({0x829D: IFDRational(4, 1), 0xA401: 1}))
    assert dict(rows) == {"Exposure": "f/4"} and dict(rest) == {"CustomRendered": "1"}


@pytest.mark.parametrize("camera", [{0x829A: IFDRational(0, 0)}, {0x829A: IFDRational(0, 5)}, {0x829A: "soon"}])
def test_what_is_no_time_is_no_line(camera):
    assert "Exposure" not in said(camera)


@pytest.mark.parametrize("latitude", [(91, 0, 0), (52,), (IFDRational(0, 0), 0, 0)])
def test_no_place_is_better_than_a_wrong_one(latitude):
    longitude = {GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: (13, 12, 0)}
    assert "Place" not in said({}, {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: latitude, **longitude})


@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_is_said_or_left_out_and_never_raised(noise, at):
    whole = block({0x829A: IFDRational(1, 250), 0x9003: "2024:05:03 14:05:59"}, {GPS.GPSLatitude: (52, 30, 0)})
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    rows, rest = exif_rows(damaged)
    assert all(isinstance(text, str) for row in (*rows, *rest) for text in row)
