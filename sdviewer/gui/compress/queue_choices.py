"""What can be chosen for the results of the compress queue, for its panel and the settings."""

from __future__ import annotations

from ..toolkit.texts import tr


def places() -> dict[str, str]:
    """Where results go: setting to text."""
    return {
        "beside": tr("Beside each photo"),
        "folder": tr("Into one folder"),
        "ask": tr("Ask for the folder each time"),
    }


def exists_rules() -> dict[str, str]:
    """What happens where a result exists already: setting to text."""
    return {"ask": tr("Ask"), "number": tr("Add a number"), "skip": tr("Leave the photo out")}
