"""Files to pictures that can be painted, with a memory of those seen lately."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...codec.types import Picture, ReportProgress, no_progress
from ...service.cache import DecodedCache
from ...service.codec_service import CodecService
from ...service.loading import Loaded
from .geometry import Size
from .images import UPRIGHT, MipImage, Turn, from_picture, turned_picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A loaded file with its upright image."""

    loaded: Loaded
    image: MipImage

    @property
    def nbytes(self) -> int:
        """Decoded bytes in memory."""
        picture = self.loaded.picture
        return self.image.nbytes + picture.pixels.nbytes + (0 if picture.alpha is None else picture.alpha.nbytes)


class Loader:
    """Loads pictures through a cache that is counted in decoded bytes."""

    def __init__(self, service: CodecService, capacity: int) -> None:
        self._service = service
        self.cache: DecodedCache[Shown] = DecodedCache(capacity)
        self.profile: bytes | None = None
        """ICC profile of the screen, None where pictures are shown as they are."""

    async def load(self, path: Path, progress: ReportProgress = no_progress) -> AsyncIterator[Shown]:
        """From the cache at once; then, unless the file is still the same, from the file. Raises SdcError."""
        known = self.cache.get(path)
        if known is not None:
            yield known
            if await self._service.stamp(path) == known.loaded.stamp:
                return
            self.cache.drop(path)
        async for loaded in self._service.open(path, progress):
            yield await self._shown(loaded)

    async def existing(self, path: Path) -> Path | None:
        """The path if there is such a file."""
        return path if await self._service.stamp(path) is not None else None

    def forget(self, path: Path) -> None:
        """The file is another one, or gone."""
        self.cache.drop(path)

    def set_capacity(self, nbytes: int) -> None:
        """Keep as many decoded bytes."""
        self.cache.capacity = nbytes

    def set_profile(self, profile: bytes | None) -> bool:
        """The screen has this ICC profile; whether it had another one before, so that images are to be made anew."""
        if profile == self.profile:
            return False
        self.profile = profile
        self.cache.clear()
        return True

    async def preload(self, path: Path) -> None:
        """Have a picture ready before it is asked for. Raises SdcError."""
        if path not in self.cache:
            async for loaded in self._service.open(path, background=True):
                await self._shown(loaded)

    async def image(self, picture: Picture, turn: Turn = UPRIGHT) -> MipImage:
        """A picture made ready for the screen."""
        return await self._service.convert(partial(from_picture, picture, turn, self.profile))

    async def turned(self, picture: Picture, turn: Turn) -> Picture:
        """A picture rotated or mirrored."""
        return await self._service.convert(partial(turned_picture, picture, turn))

    async def scaled(self, picture: Picture, size: Size) -> Picture:
        """A picture of another width and height."""

        def work() -> Picture:
            from ...codec.pictures.images import scaled

            return scaled(picture, size)

        return await self._service.convert(work)

    async def _shown(self, loaded: Loaded) -> Shown:
        image = await self.image(loaded.picture)
        shown = Shown(loaded, image)
        if loaded.final:
            self.cache.put(loaded.path, shown, shown.nbytes)
        return shown
