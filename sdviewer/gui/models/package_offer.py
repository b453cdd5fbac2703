"""What needs packages that aren't installed says so; where they can be installed, a button does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ...codec.errors import PackageError
from ...codec.types import Progress
from ..toolkit.error_texts import sentence
from ..toolkit.tasks import Tasks
from ..toolkit.texts import bytes_text, tr
from ..widgets.banner import Banner

if TYPE_CHECKING:  # hardly anybody installs anything
    from ...service.environment.installer import Installer

SLOT = "command:install"


class PackageOffer(QObject):
    """One installation at a time. installer, can: what installs, and whether it may be tried at all, if not the usual
    ones."""

    installed = Signal()
    """What failed for want of packages may be tried once more."""

    def __init__(
        self,
        tasks: Tasks,
        parent: QObject,
        installer: Installer | None = None,
        can: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._installer, self._can = tasks, installer, can

    def offer(self, error: PackageError, banner: Banner) -> None:
        """Say what is missing, with a button where that helps."""
        self.offer_names(sentence(error), error.packages, banner)

    def offer_names(self, text: str, names: Sequence[str], banner: Banner) -> None:
        """The same in words of one's own."""
        if self._tasks.running(SLOT):
            return  # the banner says how far it is
        from ...service.environment.installer import can_install

        if not names or not (self._can or can_install)():
            banner.show_error(text)
            return
        one = len(names) == 1  # several are long, and named in the text
        button = tr("Install {names}").format(names=names[0]) if one else tr("Install these")
        banner.show_offer(text, (button, lambda: self._start(names, banner)))

    def _start(self, names: Sequence[str], banner: Banner) -> None:
        self._tasks.start(SLOT, self._install(names, banner))

    def _stop(self, banner: Banner) -> None:
        self._tasks.cancel(SLOT)
        banner.show_notice(tr("Nothing was installed."))

    async def _install(self, names: Sequence[str], banner: Banner) -> None:
        from ...service.environment.installer import Installer

        listed = ", ".join(names)
        self._installer = installer = self._installer or Installer()

        def show(progress: Progress) -> None:
            text = tr("Installing {names}: {stage}").format(names=listed, stage=_stage(progress))
            banner.show_offer(text, (tr("Stop"), lambda: self._stop(banner)))

        show(Progress(0.0, ""))
        try:
            await installer.install(names, show)
        except PackageError as error:
            banner.show_error(sentence(error))
            return
        banner.show_notice(tr("Installed: {names}").format(names=listed))
        self.installed.emit()


def _stage(progress: Progress) -> str:
    nbytes = progress.details.get("bytes")
    if nbytes is not None:
        return tr("downloading {size}").format(size=bytes_text(round(nbytes)))
    return tr("putting files in their places") if progress.stage == "installing" else tr("looking for packages…")
