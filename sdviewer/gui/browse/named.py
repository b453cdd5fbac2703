"""What somebody asked for by its path, before anything of it is shown: folders, pictures, and what is neither."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...codec.errors import SdcError
from ...service.codec_service import CodecService
from ..pictures.loader import Loader
from ..toolkit.error_texts import sentence
from ..toolkit.texts import printable, tr

MOST_NAMES = 3
"""That a sentence has."""


@dataclass(frozen=True, slots=True)
class Named:
    """In the order in which they were named. others: why each is no picture."""

    folders: list[Path]
    files: list[Path]
    others: dict[Path, str]

    @property
    def refusal(self) -> str:
        """Why nothing of it can be opened."""
        if len(self.others) == 1:
            return next(iter(self.others.values()))
        return tr("None of these is a picture: {names}").format(names=_names(self.others))

    @property
    def left_out(self) -> str:
        """That not all of it is opened, '' where it is."""
        if not self.others:
            return ""
        if len(self.others) == 1:
            return tr("Left out, since it is no picture: {name}").format(name=_names(self.others))
        return tr("%n files are left out, since they are no pictures: {names}", len(self.others)).format(
            names=_names(self.others)
        )


async def look_at(paths: list[Path], service: CodecService, loader: Loader) -> Named:
    """Tell what they are. A file is a picture if its name or its first bytes say so, or else if it can be read."""
    folders, files = await service.file_work(lambda: _by_names_and_bytes(paths))
    others = {}
    for path in [path for path in paths if path not in folders and path not in files]:
        try:
            async for _ in loader.load(path):
                break
        except SdcError as error:
            others[path] = sentence(error)
    return Named(folders, [path for path in paths if path not in folders and path not in others], others)


def _by_names_and_bytes(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """It looks at the disk."""
    from ...service.files import SUFFIXES, is_folder, sniff

    folders = [path for path in paths if is_folder(path)]
    files = [path for path in paths if path.suffix.lower() in SUFFIXES or sniff(path) != "other"]
    return folders, [path for path in files if path not in folders]


def _names(paths: dict[Path, str]) -> str:
    names = [printable(path.name) for path in paths]
    return ", ".join(names[:MOST_NAMES] + ["…"] * (len(names) > MOST_NAMES))
