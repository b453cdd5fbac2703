"""In which looks the `.sdc` can be drawn, found out before anybody asks for one that it can't have."""

from __future__ import annotations

from ...codec.errors import SdcError
from ...codec.types import LOOKS, EncodeOptions, Look
from ...service.codec_service import CodecService
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from .state import ComparisonState
from .variants import NATURAL, ORIGINAL, SDC, State

_SLOT = "looks"


class KnownLooks:
    """Keeps `looks` of the state. The model that is shipped has all of them, so nothing is loaded to know that."""

    def __init__(self, state: ComparisonState, service: CodecService, tasks: Tasks) -> None:
        self._state, self._service, self._tasks = state, service, tasks
        self._asked: bytes | str = EncodeOptions().model
        state.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Safe to call at any time."""
        of = self._subject()
        if of == self._asked:
            return
        self._asked = of
        self._tasks.cancel(_SLOT)
        if of == EncodeOptions().model:
            self._put(LOOKS)
        else:
            self._tasks.start(_SLOT, self._find(of))

    def _subject(self) -> bytes | str:
        """Of a `.sdc` itself, as soon as it is drawn; else the model that would write one."""
        document, sdc = self._state.document, self._state.variant(SDC)
        if document is None or document.primary == ORIGINAL:
            return self._state.options.model
        return sdc.data if sdc is not None and sdc.data is not None and sdc.state is State.FINAL else self._asked

    async def _find(self, of: bytes | str) -> None:
        try:
            self._put(await self._service.looks(of))
        except SdcError:  # said when something is drawn
            self._put(LOOKS)

    def _put(self, looks: tuple[Look, ...]) -> None:
        if looks == self._state.looks:
            return
        self._state.looks = looks
        sources = self._state.sources
        if not self._state.has_natural and NATURAL in sources and SDC not in sources:
            self._state.set_sources([SDC if source == NATURAL else source for source in sources])
        else:
            self._state.changed.emit()


def faithful_only() -> str:
    """Why there is no natural look."""
    return tr("The model that draws this draws faithfully only: it has no second decoder that invents texture.")
