"""`.sdc` for Pillow, and for whatever opens pictures through it: `import sdviewer.pillow`.

    Image.open("x.sdc")  # size and metadata at once, pixels when they are needed
    image.draft("RGB", (320, 200))  # before that: a reduced drawing, as of a JPEG
    image.save("y.sdc", quality=60)  # or size=5000, effort="balanced", model="own-1"

imageio reads and writes through Pillow, and so knows the format too. Pillow has no entry points, so that somebody has
to import this. Nothing but Pillow is loaded until a picture is. Programs that open by a list of suffixes have to be
told this one: torchvision's ImageFolder takes `is_valid_file`, Sigal `img_extensions`, and both then work.
"""

from __future__ import annotations

from typing import IO, Any

from PIL import Image, ImageFile

FORMAT, MIME, SUFFIX = "SDC", "image/x-sdc", ".sdc"
_REDUCTIONS = (8, 4, 2)
_WISHES = ("quality", "size", "target", "model", "effort", "metadata", "preview")
"""What `save` takes, as `sdviewer.encode` does."""


class SdcImageFile(ImageFile.ImageFile):
    """A `.sdc` that is opened. `load` decodes it."""

    format = FORMAT
    format_description = "SDC, a learned picture format"

    def _open(self) -> None:
        from . import api
        from .codec.errors import SdcError

        assert self.fp is not None
        self._data = self.fp.read()
        try:
            about = api.info(self._data)
        except SdcError as error:
            raise SyntaxError(str(error)) from error
        self._size = about.width, about.height
        self._mode = "RGBA" if about.has_alpha else "RGB"
        self._reduction = 1
        self.info.update(api.pillow_info(about))

    def draft(self, mode: str | None, size: tuple[int, int] | None) -> tuple[str, tuple[int, int, float, float]] | None:
        """Take a drawing that is reduced 2, 4 or 8 times but has `size` at least; as Pillow's of a JPEG."""
        if size is None or self._reduction > 1 or self.mode != "RGB":
            return None
        width, height = self.size
        for reduction in _REDUCTIONS:
            reduced = -(-width // reduction), -(-height // reduction)
            if reduced[0] >= size[0] and reduced[1] >= size[1]:
                self._size, self._reduction = reduced, reduction
                return self.mode, (0, 0, width / reduction, height / reduction)
        return None

    def load(self) -> Any:
        """Decode. Raises OSError with the sentence of what is wrong."""
        if getattr(self, "_data", None):
            from . import api
            from .codec.errors import SdcError

            try:
                image = api.decode_reduced(self._data, self._reduction, self._size)
            except SdcError as error:
                raise OSError(str(error)) from error
            self.im, self._data = image.im, b""
            self._mode = image.mode
            if self.fp is not None and getattr(self, "_exclusive_fp", False):
                self.fp.close()
            self.fp = None
        return Image.Image.load(self)


def _accept(prefix: bytes) -> bool:
    return prefix.startswith(b"\x89SDC")


def _save(image: Image.Image, file: IO[bytes], filename: str | bytes) -> None:
    from . import api
    from .codec.errors import SdcError

    wishes = {name: image.encoderinfo[name] for name in _WISHES if name in image.encoderinfo}
    copy = image.copy()
    copy.info = dict(image.info)
    exif = image.encoderinfo.get("exif")
    if exif is not None:
        data = exif.tobytes() if isinstance(exif, Image.Exif) else bytes(exif)
        copy.info["exif"] = data
    if (profile := image.encoderinfo.get("icc_profile")) is not None:
        copy.info["icc_profile"] = profile
    try:
        file.write(api.encode(copy, **wishes))
    except SdcError as error:
        raise OSError(str(error)) from error


Image.register_open(FORMAT, SdcImageFile, _accept)
Image.register_save(FORMAT, _save)
Image.register_extension(FORMAT, SUFFIX)
Image.register_mime(FORMAT, MIME)
