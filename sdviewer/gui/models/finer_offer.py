"""Offers, once in all, a larger autoencoder where our own small one of Stable Diffusion's latents draws."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ...service.codec_service import CodecService
from ..compare.comparison import Comparison
from ..compare.variants import SDC, State
from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..widgets.banner import Banner

SPACE = "sd1"
"""The latent space that a small one is shipped for, and the name of that one."""
LARGER = "madebyollin/taesd"


class FinerOffer(QObject):
    """get: shows what getting a model of the hub means, before anything is downloaded."""

    def __init__(
        self,
        comparison: Comparison,
        service: CodecService,
        settings: Settings,
        tasks: Tasks,
        banner: Banner,
        get: Callable[[str], object],
    ) -> None:
        super().__init__(banner)
        self._comparison, self._service, self._settings, self._tasks = comparison, service, settings, tasks
        self._banner, self._get = banner, get
        self._text = ""
        """What is offered now."""
        comparison.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        sdc = self._comparison.variant(SDC)
        model = sdc.info.model_id if sdc is not None and sdc.info is not None else self._comparison.options.model
        if self._text and (sdc is None or model != SPACE):
            self._withdraw()
        if self._settings.get("models/finer_offered") or self._tasks.running("finer"):
            return
        if sdc is None or sdc.state is not State.FINAL or sdc.data is None or self._banner.text:
            return
        if model == SPACE:
            self._tasks.start("finer", self._offer(sdc.data))

    def _withdraw(self) -> None:
        """It is no longer what draws."""
        if self._banner.text == self._text:
            self._banner.clear()
        self._text = ""

    async def _offer(self, data: bytes) -> None:
        if len(await self._service.drawers(data)) > 1:
            return
        self._settings.set("models/finer_offered", True)
        self._text = tr(
            "This picture is drawn by sdviewer's own small decoder. TAESD (10 MB) draws the same file with finer "
            "detail, more slowly."
        )
        self._banner.show_offer(
            self._text,
            (tr("Get it…"), lambda: self._get(LARGER)),
            (tr("Not now"), self._banner.clear),
        )
