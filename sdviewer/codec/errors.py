"""What can go wrong, one class per culprit, each with the exit status that the command line gives it.

Every message is a sentence for a person: what happened, with which file, what to do.
"""

import re

_PASSWORD = re.compile(
    r"""(?P<before>\b[a-z][a-z0-9+.-]*:/{1,3}[^\s/:@]*:)
    (?P<password>[^\s/]*|(?!\d+\b)[^\n@]*)@""",  # one with unescaped characters is none, and somebody's all the same
    re.VERBOSE | re.IGNORECASE,
)
_KEY = re.compile(r"([?&][\w-]*(?:sig|signature|token|secret|password|credential|api_?key)=)[^&\s'\"]+", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """The text with asterisks for what opens the addresses in it: 'sftp://me:***@host/a.jpg'."""
    return _KEY.sub(r"\1***", _PASSWORD.sub(r"\g<before>***@", text))


def password_in(url: str) -> str:
    """The password in an address as it is written there, or ''."""
    found = _PASSWORD.search(url)
    return found["password"] if found else ""


class SdcError(Exception):
    """Base of all errors that a user may see. `str(error)` is the sentence to show; it has no secrets."""

    exit_status = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(without_secrets(message))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors go between processes whole, whatever their constructors take."""
        return _restored, (type(self), str(self), self.__dict__)


class InputError(SdcError):
    """The picture or the options that were given can't be used."""

    exit_status = 2


class PartialPictureError(InputError):
    """A file ends early or is damaged, so that only a part of its picture is there, and nobody agreed to take that."""


class BudgetError(InputError):
    """The wanted size can't be reached. `smallest` is the size in bytes that can; of which `beside` bytes, such as
    metadata, are there whatever the picture is."""

    beside = 0

    def __init__(self, message: str, smallest: int) -> None:
        super().__init__(message)
        self.smallest = smallest


class ScoreError(InputError):
    """The wanted score can't be reached. `best` is the one that can."""

    def __init__(self, message: str, best: float) -> None:
        super().__init__(message)
        self.best = best


class FormatError(SdcError):
    """A file is damaged, or of a version or kind that this program doesn't know."""

    exit_status = 3


class LimitsError(FormatError):
    """A file asks for more than the limits allow (pixels, sections, lengths)."""


class PictureLimitsError(InputError, LimitsError):
    """A photo asks for more than the limits, or the memory, allow: whoever gave it can scale it down."""


class ModelError(SdcError):
    """The model that a file or an option names isn't here. `model_id`: see `registry.ModelInfo`, or empty."""

    exit_status = 4

    def __init__(self, message: str, model_id: str = "") -> None:
        super().__init__(message)
        self.model_id = model_id


class PackageError(ModelError):
    """Something needs packages that aren't installed. packages: their names, to give to pip."""

    def __init__(self, message: str, packages: tuple[str, ...]) -> None:
        super().__init__(message)
        self.packages = packages


class MissingModelError(ModelError):
    """A file's model isn't here. name, nbytes: what the file says of it, '' and 0 where it doesn't."""

    def __init__(self, message: str, model_id: str, name: str = "", nbytes: int = 0) -> None:
        super().__init__(message, model_id)
        self.name, self.nbytes = name, nbytes


class StorageError(SdcError):
    """The disk is full, or the place can't be read or written."""

    exit_status = 5


class CancelledError(SdcError):
    """The user stopped the work."""

    exit_status = 130


def _restored(kind: type[SdcError], message: str, values: dict[str, object]) -> SdcError:
    error = kind.__new__(kind, message)
    error.__dict__.update(values)
    return error
