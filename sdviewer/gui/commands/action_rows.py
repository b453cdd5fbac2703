"""The table of actions while it is filled, and the conditions that several of its rows share."""

from __future__ import annotations

from collections.abc import Callable

from ..browse.browser import Browser
from ..compare.comparison import Comparison
from ..compare.variants import ORIGINAL, SDC, State
from ..toolkit.actions import Spec, always
from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from .chosen_files import ChosenFiles


class Rows:
    """Rows come menu by menu, section by section, in the order in which they stand there."""

    def __init__(
        self,
        comparison: Comparison,
        browser: Browser,
        chosen: ChosenFiles,
        settings: Settings,
        in_grid: Callable[[], bool],
    ) -> None:
        self.specs: list[Spec] = []
        self._comparison, self._browser, self._chosen, self._settings = comparison, browser, chosen, settings
        self._in_grid = in_grid
        self._menu, self._section = "", 0

    def begin_menu(self, menu: str) -> None:
        self._menu, self._section = menu, 0

    def separator(self) -> None:
        self._section += 1

    def add(
        self,
        id: str,
        text: str,
        run: Callable[[], object],
        *keys: str,
        icon: str = "",
        enabled: Callable[[], bool] = always,
        checked: Callable[[], bool] | None = None,
        in_menu: bool = True,
        tip: str = "",
        exclusive: str = "",
        reason: Callable[[], str] | None = None,
    ) -> None:
        menu = self._menu if in_menu else ""
        self.specs.append(
            Spec(id, text, run, keys, menu, self._section, icon, enabled, checked, tip, exclusive, reason)
        )

    def add_toggle(self, id: str, text: str, name: str, *keys: str) -> None:
        """A setting that is on or off."""
        get, put = self._settings.get, self._settings.set
        self.add(id, text, lambda: put(name, not get(name)), *keys, checked=lambda: bool(get(name)))

    # conditions

    def beside_no_grid(self, condition: Callable[[], bool]) -> Callable[[], bool]:
        """The same, but never while the thumbnails are shown, of which another may be selected."""
        return lambda: condition() and not self._in_grid()

    def why_not_saved(self) -> str:
        if not self._in_grid():
            return ""
        return tr("Open a photo to save it; what is selected is compressed and saved by the compress queue.")

    def has_document(self) -> bool:
        return self._comparison.document is not None

    def sees_picture(self) -> bool:
        """There are pixels on screen: of a picture that can be shown, and no grid in its place."""
        return self._comparison.document_size != (0, 0) and not self._in_grid()

    def has_file(self) -> bool:
        return self._chosen.count() > 0

    def has_one_file(self) -> bool:
        return self._chosen.count() == 1

    def has_picture(self) -> bool:
        return self._comparison.primary is not None and self._comparison.primary.picture is not None

    def has_sdc(self) -> bool:
        variant = self._comparison.variant(SDC)
        return variant is not None and (variant.data is not None or variant.state is State.WORKING)

    def has_original(self) -> bool:
        return self._comparison.original is not None

    def comparing(self) -> bool:
        return self._comparison.comparing

    def is_sdc(self) -> bool:
        document = self._comparison.document
        return document is not None and document.primary != ORIGINAL

    def several(self) -> bool:
        return self._browser.has_others
