"""The pictures of blind tests: those in the panes, or made of the photos in a folder, a question ahead."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from ....codec.errors import BudgetError
from ....codec.types import EncodeOptions, Picture
from ....service.codec_service import CodecService
from ...compare.variants import Variant
from ...pictures.images import MipImage, from_picture
from ...toolkit.texts import codec_name, exact_bytes_text, tr
from .panes import REFERENCE
from .sessions import Question

MOST_PIXELS = 100_000_000
"""That are kept."""


class Pictures(Protocol):
    async def images(self, question: Question) -> list[MipImage]:
        """One for each place. Raises SdcError."""


class ShownPictures:
    """Those of the panes, as they were when the test began."""

    def __init__(self, variants: dict[str, Variant]) -> None:
        self._images = {name: variant.image for name, variant in variants.items()}

    async def images(self, question: Question) -> list[MipImage]:
        return [image for name in question.places if (image := self._images[name]) is not None]


class FolderPictures:
    """Photos by their names. quality: of the `.sdc`, whose bytes the others get.

    What was made is kept, as far as memory allows, for a picture may come again.
    """

    def __init__(self, service: CodecService, folder: Path, model: str, quality: float) -> None:
        self._service, self._folder = service, folder
        self._options = EncodeOptions(model, quality, metadata="strip")
        self._files: dict[str, bytes] = {}
        self._drawn: dict[tuple[str, str], Picture] = {}

    async def images(self, question: Question) -> list[MipImage]:
        original = await self._original(question.picture)
        return [await self._image(question.picture, name, original) for name in question.places]

    async def _original(self, name: str) -> Picture:
        picture = None
        async for loaded in self._service.open(self._folder / name, background=True):
            picture = loaded.picture
        assert picture is not None  # else it has raised
        return Picture(picture.pixels, space=picture.space) if picture.alpha is None else await self._flat(picture)

    async def _flat(self, picture: Picture) -> Picture:
        def job() -> Picture:
            from ....codec.pictures.images import flattened

            return Picture(flattened(picture), space=picture.space)

        return await self._service.convert(job)

    async def _image(self, name: str, codec: str, original: Picture) -> MipImage:
        if codec != REFERENCE and (name, codec) not in self._drawn:
            made = await self._made(name, codec, original)
            if sum(known.width * known.height for known in self._drawn.values()) > MOST_PIXELS:
                self._drawn.clear()
            self._drawn[name, codec] = replace(made, space=original.space)  # codecs code the numbers as they are
        picture = original if codec == REFERENCE else self._drawn[name, codec]
        return await self._service.convert(partial(from_picture, picture))

    async def _made(self, name: str, codec: str, original: Picture) -> Picture:
        if name not in self._files or codec == "sdc":
            encoded = await self._service.encode(original, self._options)
            self._files[name] = encoded.data
            if codec == "sdc":
                return encoded.picture
        size = len(self._files[name])
        if codec == "natural":
            return await self._service.natural(self._files[name])
        result = await self._service.rival(codec, original, size)
        if not result.reached:
            problem = tr("{codec} can't make a file as small as the SDC's {size}.")
            problem = problem.format(codec=codec_name(codec), size=exact_bytes_text(size))
            raise BudgetError(problem, len(result.data))
        return result.picture
