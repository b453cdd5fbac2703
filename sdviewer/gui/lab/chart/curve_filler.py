"""The points of a picture's rate-distortion chart, made one after the other while nobody waits for anything else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ....codec.errors import InputError, SdcError
from ....codec.types import EncodeOptions, Look, Picture, ReportProgress, StopToken
from ....service.codec_service import CodecService
from ...compare.comparison import Comparison
from ...toolkit.tasks import Tasks

if TYPE_CHECKING:
    from ....codec.analysis.codecs.curve import Point, Step

_SLOT, _DISTANCES = "curve", "distances of the curve"
LOOKS: dict[str, Look] = {"sdc": "faithful", "natural": "natural"}
"""Of those that are drawn from a `.sdc`."""


class CurveFiller(QObject):
    """points: by codec, in the order in which codecs are compared; each curve upwards by its bytes."""

    changed = Signal()

    def __init__(self, comparison: Comparison, service: CodecService, tasks: Tasks) -> None:
        super().__init__(comparison)
        self._comparison, self._service, self._tasks = comparison, service, tasks
        self._picture: Picture | None = None
        self._model = self._measuring = ""
        self._impossible: set[str] = set()
        self.points: dict[str, list[Point]] = {}
        self.done = self.total = 0
        self.left_out: dict[str, str] = {}
        """Codecs that can't do it, with the reason."""

    @property
    def is_running(self) -> bool:
        return self._tasks.running(_SLOT)

    @property
    def is_current(self) -> bool:
        """Whether the points, as far as they are there, are those of the picture that is open, and of the model that
        is chosen for it."""
        picture = self._original()
        return self._picture is picture and (picture is None or self._model == self._comparison.options.model)

    def start(self) -> None:
        """Make what is missing of the picture that is open; of another picture nothing is kept."""
        picture, current = self._original(), self.is_current
        if picture is None:
            self.clear()
        elif not self.is_running or not current:
            if not current:
                self._forget(picture)
            self._model = self._comparison.options.model
            self._tasks.start(_SLOT, self._fill(picture, self._model))

    def stop(self) -> None:
        """What is there stays."""
        self._tasks.cancel(_SLOT)
        self._tasks.cancel(_DISTANCES)
        self.changed.emit()

    def clear(self) -> None:
        self._tasks.cancel(_SLOT)
        self._forget(None)

    def measure(self, metric: str) -> None:
        """Measure LPIPS or DISTS of the points that are there, where the weights are on this machine; one metric at a
        time. Does nothing where nothing is missing."""
        if metric != self._measuring or not self._tasks.running(_DISTANCES):
            self._measuring = metric
            if self._picture is not None and self._unmeasured(metric) is not None:
                self._tasks.start(_DISTANCES, self._measure_distances(self._picture, metric))

    def _original(self) -> Picture | None:
        original = self._comparison.original
        return original.picture if original is not None else None

    def _forget(self, picture: Picture | None) -> None:
        self._tasks.cancel(_DISTANCES)
        self._picture, self.points, self.left_out = picture, {}, {}
        self.done = self.total = 0
        self.changed.emit()

    async def _fill(self, picture: Picture, model: str) -> None:
        steps = await self._service.file_work(_plan)
        self.total, self.done = len(steps), 0
        for step in steps:
            self.done += 1
            if step.codec in self.left_out or self._has(step):
                continue
            try:
                for point in await self._made(step, picture, model):
                    self._put(point)
            except InputError as error:
                self.left_out[step.codec] = str(error)
            self.changed.emit()

    async def _made(self, step: Step, picture: Picture, model: str) -> list[Point]:
        idle = self._service.idle
        if step.codec != "sdc":

            def rival(stop: StopToken, report: ReportProgress) -> Point:
                from ....codec.analysis.codecs.curve import rival_point

                return rival_point(step, picture, stop)

            return [await idle.run(rival)]
        encoded = await idle.encode(picture, EncodeOptions(model, step.quality, metadata="strip"))
        drawn = {"sdc": encoded.picture}
        if "natural" not in self.left_out:
            natural = await idle.draw(encoded.data, "natural")
            if natural is None:
                self.left_out["natural"] = ""
            else:
                drawn["natural"] = natural

        def ours(stop: StopToken, report: ReportProgress) -> list[Point]:
            from ....codec.analysis.codecs.curve import point_of_ours

            return [point_of_ours(picture, encoded, shown, codec, model, stop) for codec, shown in drawn.items()]

        return await idle.run(ours)

    def _has(self, step: Step) -> bool:
        return any(point.quality == step.quality for point in self.points.get(step.codec, ()))

    def _put(self, point: Point) -> None:
        curve = self.points.setdefault(point.codec, [])
        curve.append(point)
        curve.sort(key=lambda one: one.nbytes)

    def _unmeasured(self, metric: str) -> Point | None:
        if metric in self._impossible:
            return None
        points = (point for curve in self.points.values() for point in curve)
        return next((point for point in points if getattr(point.scores, metric) is None), None)

    async def _measure_distances(self, picture: Picture, metric: str) -> None:
        while (point := self._unmeasured(metric)) is not None:
            value = await self._distance(metric, picture, point)
            if value is None:
                self._impossible.add(metric)
                return
            curve = self.points[point.codec]
            measured = replace(point, scores=replace(point.scores, **{metric: value}))
            curve[curve.index(point)] = measured  # others may have come before it meanwhile
            self.changed.emit()

    async def _distance(self, metric: str, picture: Picture, point: Point) -> float | None:
        """None where it can't be measured."""
        try:
            look = LOOKS.get(point.codec)
            drawn = await self._service.idle.draw(point.data, look) if look else None

            def job(stop: StopToken, report: ReportProgress) -> float | None:
                from ....codec.analysis.codecs.curve import distance

                shown = drawn if drawn is not None else decoded(point)
                return distance(metric, picture, shown, stop)

            return await self._service.idle.run(job)
        except SdcError as error:
            self._tasks.failed.emit(str(error))
            return None


def decoded(point: Point) -> Picture:
    """What a rival's file looks like. Runs on a worker thread."""
    from ....codec.pictures.reader import picture_from_bytes

    return picture_from_bytes(point.data, "the file")


def _plan() -> list[Any]:
    from ....codec.analysis.codecs.curve import plan

    return plan()
