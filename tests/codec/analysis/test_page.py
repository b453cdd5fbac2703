"""A page of evidence holds everything in itself, says what is true, and works in a browser."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.analysis.codecs import page
from sdviewer.codec.analysis.codecs.page import evidence_page
from sdviewer.codec.analysis.codecs.table import row, row_of_ours
from sdviewer.codec.types import EncodeOptions, Picture, Region

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
NAME = "<b>photo</b> & $sons.png"


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB")))


@pytest.fixture(scope="module")
def rows(photo):
    ours = pipeline.encode(photo, EncodeOptions(quality=40))
    return [row_of_ours(photo, ours, "own-1"), row("jpeg", photo, len(ours.data))]


@pytest.fixture(scope="module")
def html(photo, rows) -> str:
    return evidence_page(NAME, photo, rows, source=(GOLDEN / "photo.png").read_bytes())


def images(html: str) -> dict[str, Image.Image]:
    found = re.findall(r"\.([pm]\d) \{ background-image: url\(data:image/\w+;base64,([^)]*)\) \}", html)
    return {name: Image.open(io.BytesIO(base64.b64decode(data))) for name, data in found}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert not any(name in ("src", "href") for name, _ in attrs)
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_it_is_whole_and_asks_for_nothing(html):
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert NAME in "".join(tags.text)
    assert "default-src 'none'" in html
    assert not re.search(r"url\((?!data:)", html) and "http://" not in html and "https://" not in html


def test_its_pictures_are_those_that_were_measured(html, photo, rows):
    found = images(html)
    assert set(found) == {"p0", "p1", "p2", "m1", "m2"}
    assert np.array_equal(np.asarray(found["p0"]), photo.pixels)
    for number, one in enumerate(rows, start=1):
        assert np.array_equal(np.asarray(found[f"p{number}"]), one.picture.pixels)
        assert found[f"m{number}"].size == (photo.width, photo.height)


def test_its_figures_and_hashes_are_true(html, photo, rows):
    for one in rows:
        assert f"<td>{one.nbytes:,}</td>" in html
        assert f"{one.scores.psnr:.2f}</td>" in html
        assert hashlib.sha256(one.data).hexdigest() in html
    assert hashlib.sha256(photo.pixels.tobytes()).hexdigest() in html
    assert hashlib.sha256((GOLDEN / "photo.png").read_bytes()).hexdigest() in html
    assert "own-1, files&#x27; hash " in html
    names = json.loads(re.search(r"const names = (\[.*?\]),", html)[1])
    assert names == ["Original", "SDC", "JPEG"]


def test_of_a_large_picture_there_is_the_part_that_is_meant(photo, rows, monkeypatch):
    monkeypatch.setattr(page, "MOST", 6400)
    found = images(evidence_page("x", photo, rows, Region(20, 30, 40, 30)))
    assert np.array_equal(np.asarray(found["p0"]), photo.pixels[30:60, 20:60])
    middle = images(evidence_page("x", photo, rows))["p0"]
    assert 6000 < middle.width * middle.height <= 6400
    corner = images(evidence_page("x", photo, rows, Region(photo.width - 5, photo.height - 5, 900, 900)))["p0"]
    assert corner.width * corner.height <= 6400


def test_a_crop_shows_the_place_where_most_is_lost(photo):
    large = Picture(np.tile(photo.pixels, (3, 3, 1)))
    pixels = large.pixels.copy()
    pixels[96:192, 0:96] = 128
    spoilt = row_of_ours(large, pipeline.encode(Picture(pixels), EncodeOptions(quality=95)), "own-1")
    assert "1. From 0, 96, 96 × 96 pixels" in evidence_page("x", large, [spoilt])


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
def test_a_mouse_moves_the_divider_in_a_browser(html, photo, tmp_path):
    pytest.importorskip("aiohttp")
    path = tmp_path / "page.html"
    path.write_text(html, "utf-8")
    asyncio.run(asyncio.wait_for(_visit(path, photo, tmp_path), 60))


async def _visit(path: Path, photo: Picture, folder: Path) -> None:
    import aiohttp

    command = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={folder / 'profile'}", "--window-size=900,800", path.as_uri()],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        port = next(re.search(r":(\d+)/", line)[1] for line in process.stderr if "DevTools listening" in line)
        async with aiohttp.ClientSession() as session:
            pages: list[dict] = []
            while not pages:
                listed = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
                pages = [one for one in listed if one["url"].startswith("file:")]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                await _move(_Tab(socket), photo)
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


class _Tab:
    def __init__(self, socket) -> None:
        self._socket, self._number = socket, 0

    async def ask(self, method: str, **parameters):
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            answer = json.loads((await self._socket.receive()).data)
            if answer.get("id") == self._number:
                return answer["result"]

    async def value(self, expression: str):
        return (await self.ask("Runtime.evaluate", expression=expression, returnByValue=True))["result"].get("value")

    async def screen(self) -> np.ndarray:
        data = base64.b64decode((await self.ask("Page.captureScreenshot", format="png"))["data"])
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


async def _move(tab: _Tab, photo: Picture) -> None:
    while await tab.value("document.readyState + typeof share") != "completefunction":
        await asyncio.sleep(0.05)
    box = await tab.value("(b => [b.x, b.y, b.width, b.height])(pair.getBoundingClientRect())")
    left, top, width, height = box
    assert (width, height) == (photo.width, photo.height)
    seen = []
    for share in (0.25, 0.75):
        at = {"x": left + share * width, "y": top + height / 2}
        for kind, buttons in (("mousePressed", 1), ("mouseMoved", 1), ("mouseReleased", 0)):
            await tab.ask("Input.dispatchMouseEvent", type=kind, button="left", buttons=buttons, clickCount=1, **at)
        assert await tab.value("line.getAttribute('aria-valuenow')") == str(round(100 * share))
        screen = (await tab.screen())[round(top) : round(top) + photo.height, round(left) : round(left) + photo.width]
        seen.append(screen)
    middle = slice(photo.width * 3 // 10, photo.width * 7 // 10), slice(40, photo.height - 8)
    area = middle[1], middle[0]
    assert _difference(seen[1], photo.pixels, area) < 1  # left of the divider: the original
    assert _difference(seen[0], photo.pixels, area) > 2  # right of it: the `.sdc`
    await tab.value("byId('map').click()")
    assert await tab.value("byId('right').className.trim()") == "picture m1"


def _difference(screen: np.ndarray, pixels: np.ndarray, area: tuple[slice, slice]) -> float:
    """The mean one; a page may begin half a pixel away."""
    moved = [np.roll(screen, (down, across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return float(min(np.abs(one[area].astype(int) - pixels[area]).mean() for one in moved))
