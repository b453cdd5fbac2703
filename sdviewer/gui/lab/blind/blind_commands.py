"""Holds blind tests: asks what is to be tested, hides the window, asks question after question, shows what came out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from ....codec.errors import SdcError
from ...compare.looks import faithful_only
from ...pictures.images import MipImage
from ...toolkit.error_texts import words
from ...toolkit.texts import tr
from ..chart.point_files import PointFiles
from ..context import LabContext
from .panes import REFERENCE, shown
from .pictures import FolderPictures, Pictures, ShownPictures
from .sessions import AbxSession, ChoiceSession, Session

if TYPE_CHECKING:
    from .setup import FolderChoice, PairSetup
    from .trial_window import TrialWindow


class BlindCommands:
    """One method per action."""

    def __init__(self, context: LabContext) -> None:
        self._context = context
        self.window: TrialWindow | None = None
        self.result: QDialog | None = None

    # what

    def abx(self) -> None:
        """Can the two be told apart?"""
        text = tr(
            "A and B are two versions of this picture, and X is one of them again; you say which. Nothing on the "
            "screen tells what they are."
        )
        setup = self._pair_setup(tr("ABX test"), text, exact=True)
        if setup is None:
            return
        from ....codec.analysis.blind import Chance

        variants = shown(self._context.comparison)
        session = AbxSession(self._name(), setup.pair, setup.count.value(), Chance())
        question, answers = tr("X is the same as"), (tr("A"), tr("B"))
        self._start(session, ShownPictures(variants), question, ("A", "B", "X"), answers)

    def choose(self) -> None:
        """Which of two is closer to the original?"""
        text = tr(
            "A and B are two versions of this picture, which trade places by chance; you say which is closer to the "
            "original, O. Nothing on the screen tells what they are."
        )
        setup = self._pair_setup(tr("Closer to the original"), text, exact=False)
        if setup is None:
            return
        from ....codec.analysis.blind import Chance

        variants = shown(self._context.comparison)
        rounds = Chance().rounds([self._name()], setup.pair, setup.count.value())
        self._start_choice(ChoiceSession(rounds), ShownPictures(variants))

    def choose_in_folder(self) -> None:
        """The same for several codecs over the pictures of a folder."""
        from .setup import FolderSetup

        context, document = self._context, self._context.comparison.document
        if document is None or document.path is None:
            return
        setup = FolderSetup(document.path.parent, context.settings.get("compress/quality"), self._ask, context.window)
        if not context.comparison.has_natural:
            setup.leave_out("natural", faithful_only())
        if setup.exec() == QDialog.DialogCode.Accepted:
            context.tasks.start("blind folder", self._begin_in_folder(setup.choice))

    # how

    def _pair_setup(self, title: str, text: str, exact: bool) -> PairSetup | None:
        from .results import name_of
        from .setup import PairSetup

        names = [(name, name_of(name)) for name in shown(self._context.comparison) if exact or name != REFERENCE]
        setup = PairSetup(title, text, names, exact, self._context.window)
        return setup if setup.exec() == QDialog.DialogCode.Accepted else None

    def _ask(self, folder: Path) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._context.window, tr("Pictures for the test"), str(folder))
        return Path(name) if name else None

    async def _begin_in_folder(self, choice: FolderChoice) -> None:
        from ....codec.analysis.blind import Chance

        names = await self._context.service.file_work(partial(_photos, choice.folder))
        if not names:
            self._context.banner.show_error(tr("There are no photos in {folder}.").format(folder=choice.folder))
            return
        rounds = Chance().rounds(names, choice.codecs, choice.count)
        model = self._context.comparison.options.model
        pictures = FolderPictures(self._context.service, choice.folder, model, choice.quality)
        self._start_choice(ChoiceSession(rounds), pictures, names)

    def _start_choice(self, session: ChoiceSession, pictures: Pictures, names: list[str] | None = None) -> None:
        question, answers = tr("Closer to the original is"), (tr("A"), tr("B"))
        self._start(session, pictures, question, ("O", "A", "B"), answers, names)

    def _start(
        self,
        session: Session,
        pictures: Pictures,
        question: str,
        looks: tuple[str, ...],
        answers: tuple[str, str],
        names: list[str] | None = None,
    ) -> None:
        from .trial_window import TrialWindow

        self.window = TrialWindow(question, looks, answers)
        self.window.view.setPalette(self._context.view.palette())
        self._context.tasks.start("blind", self._hold(session, pictures, self.window, list(names or [])))

    async def _hold(self, session: Session, pictures: Pictures, window: TrialWindow, names: list[str]) -> None:
        """The window of the program is hidden meanwhile, for its title, labels and figures tell what is compared."""
        skipped: list[str] = []
        window.showFullScreen()
        self._context.window.hide()
        try:
            await self._ask_all(session, pictures, window, names, skipped)
        except SdcError as error:  # what was answered by then still counts
            self._context.banner.show_error(words(error))
        except asyncio.CancelledError:  # the program ends
            self._put_away(window)
            raise
        self._context.window.show()  # before the other is closed: without a window the program would end
        self._put_away(window)
        if skipped:
            self._context.banner.show_notice(tr("Left out: {names}").format(names="; ".join(skipped)))
        if session.trials:
            self._show_result(session)

    def _put_away(self, window: TrialWindow) -> None:
        window.finish()
        window.deleteLater()
        self.window = None

    async def _ask_all(
        self, session: Session, pictures: Pictures, window: TrialWindow, names: list[str], skipped: list[str]
    ) -> None:
        """Until all is answered or the user ends it. The pictures of the next question are made meanwhile."""
        loop = asyncio.get_running_loop()
        answers: asyncio.Queue[int] = asyncio.Queue()
        over: asyncio.Future[None] = loop.create_future()
        window.answered.connect(answers.put_nowait)
        window.stopped.connect(lambda: None if over.done() else over.set_result(None))
        ahead: asyncio.Task[list[MipImage]] | None = None
        try:
            while (question := session.question) is not None:
                ahead = ahead or loop.create_task(pictures.images(question))
                if not await _before(ahead, over):
                    return
                try:
                    images = ahead.result()
                except SdcError as error:
                    ahead = None
                    if not self._replace(session, question.picture, names):
                        raise
                    skipped.append(f"{question.picture}: {words(error)}")
                    continue
                following = session.following()
                ahead = loop.create_task(pictures.images(following)) if following is not None else None
                window.show_trial(images, len(session.trials) + 1, session.count)
                place = loop.create_task(answers.get())
                if not await _before(place, over):
                    return
                session.answer(place.result())
        finally:
            if ahead is not None:
                ahead.cancel()
                with suppress(asyncio.CancelledError, SdcError):
                    await ahead

    def _replace(self, session: Session, picture: str, names: list[str]) -> bool:
        """Whether there is another picture in the place of one that can't be shown."""
        if picture in names:
            names.remove(picture)
        if not names or not isinstance(session, ChoiceSession):
            return False
        session.replace(picture, names[len(session.trials) % len(names)])
        return True

    def _show_result(self, session: Session) -> None:
        from ....codec.analysis.blind import as_csv
        from . import results

        files = PointFiles(self._context)
        save = partial(files.save_text, partial(as_csv, session.trials), tr("Save the trials"), tr("blind test"))
        heads: tuple[str, ...] = ()
        rows: results.Rows = []
        if isinstance(session, AbxSession):
            text = results.abx_text(session)
        elif isinstance(session, ChoiceSession) and len({t for x in session.trials for t in (x.first, x.second)}) > 2:
            heads = (tr("Codec"), tr("Chosen"), tr("Strength"), tr("Against an average one"))
            rows, certain = results.strengths_rows(session)
            text = results.strengths_text(session, certain)
        else:
            assert isinstance(session, ChoiceSession)  # there are no other kinds
            text = results.choice_text(session)
        self.result = results.ResultDialog(text, heads, rows, save, self._context.window)
        self.result.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.result.show()

    def _name(self) -> str:
        document = self._context.comparison.document
        return document.name if document is not None else ""


def _photos(folder: Path) -> list[str]:
    """Names of the pictures in a folder that were not made by this program."""
    from ....service.files import SDC_SUFFIX, list_folder

    return [path.name for path in list_folder(folder) if path.suffix.lower() != SDC_SUFFIX]


async def _before(task: asyncio.Task[Any], over: asyncio.Future[None]) -> bool:
    """Whether a task ends before all is over; if not it is cancelled."""
    try:
        await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not task.done():
            task.cancel()
    return not over.done()
