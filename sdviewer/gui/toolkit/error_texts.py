"""Sentences of the codec and the service in the user's language.

Those write English, since the command line does. Each of their sentences is a template with numbers for what is filled
in; `resources/translations/errors_LANGUAGE.json` holds the templates with their translation. One that isn't there stays
English.
"""

from __future__ import annotations

import json
import re
from functools import cache

from ...codec.errors import SdcError
from ...paths import resource
from .texts import tr

_PLACE = re.compile(r"\\\{(\d)\\\}")
_language = ""


def use(language: str) -> None:
    """'de' and the like; a language without a file is English."""
    global _language
    _language = language


def sentence(error: object) -> str:
    """What an error, or a notice, says."""
    return _translated(str(error), _language) if _language else str(error)


def words(error: BaseException) -> str:
    """What an error says to a person, also one that should not be."""
    if isinstance(error, SdcError):
        return sentence(error)
    if isinstance(error, MemoryError):
        return sentence("There is not enough memory for this picture. Close other programs.")
    return tr("Something went wrong that should not: {error}").format(error=error)


def _translated(text: str, language: str) -> str:
    for pattern, translation in _table(language):
        found = pattern.fullmatch(text)
        if found is not None:  # what was filled in may be such a sentence itself
            return translation.format(*(_translated(found[f"a{i}"], language) for i in range(pattern.groups)))
    return text


@cache
def _table(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Patterns with their translations, those with the most words of their own first."""
    file = resource(f"translations/errors_{language}.json")
    table: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    templates = sorted(table, key=lambda t: -len(re.sub(r"\{\d\}", "", t)))
    return [(re.compile(_PLACE.sub(r"(?P<a\1>.*?)", re.escape(t)), re.DOTALL), table[t]) for t in templates]
