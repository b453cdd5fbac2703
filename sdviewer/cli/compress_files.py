"""The files of `sdviewer compress`: to whom they are given, and what is said of each."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ..codec.errors import InputError, PartialPictureError, StorageError, without_secrets
from ..codec.types import EncodeOptions, Progress, ReportProgress, no_progress
from ..service.archive import places, plan
from ..service.archive.capacity import default_size
from ..service.archive.results import Item, Result, Totals, Workers, in_order, row
from ..service.archive.task import Task, Written
from ..service.files import make_folder
from .terminal import complain, explain, naming, note, print_json, progress_bar


def run(options: argparse.Namespace, encode: EncodeOptions) -> int:
    """Returns the exit status: that of the first photo that failed."""
    if options.folder and not places.is_url(options.folder):
        make_folder(Path(options.folder))
    items = list(plan.items(options.images, _plan(options, encode)))
    single = len(items) == len(options.images) == 1 and not options.recursive
    label = places_name(items[0].source) if single else f"{len(items):,} photos"
    with _report(options) as report:
        teller = _Teller(options, report, single)
        _work(options, items, label, teller)
        teller.tell_totals()
    return teller.status


def _work(options: argparse.Namespace, items: list[Item], label: str, teller: _Teller) -> None:
    bar: ReportProgress = no_progress
    with _workers(options, items, lambda progress: bar(progress)) as (workers, ahead):
        results = in_order(items, workers, ahead)
        for done in range(len(items)):
            with progress_bar(label) as bar:  # gone before a line is printed
                if not teller.single:
                    bar(Progress(done / len(items), f"{done:,} done"))
                result = next(results)
            if teller.single and isinstance(result.outcome, Exception):
                with naming(result.source):
                    raise _advised(result.outcome)
            teller.tell(result)


class _Teller:
    """Says what became of each photo, and of all."""

    def __init__(self, options: argparse.Namespace, report: TextIO | None, single: bool) -> None:
        self.status = 0
        self._json, self.single = options.json, single
        self._say_totals = options.recursive or options.update or options.cluster
        self._report = report
        self._rows: list[dict[str, Any]] = []
        self._totals = Totals()

    def tell(self, result: Result) -> None:
        outcome = result.outcome
        self._totals.count(outcome)
        line = row(result)
        if isinstance(outcome, Exception):
            line |= self._failed(result.source, outcome)
        elif isinstance(outcome, Written):
            for notice in outcome.notices:
                note(result.source, notice)
            if not self._json:
                print(
                    f"{line['output']}: {outcome.nbytes:,} bytes, {line['bpp']:.3f} bpp, "
                    f"quality {outcome.quality:.1f}, {outcome.seconds:.1f} s",
                    flush=True,
                )
        if self._json:
            self._rows.append(line)
        self._write(line)

    def tell_totals(self) -> None:
        totals = self._totals.row()
        if self._json:
            print_json(self._rows[0] if self.single else self._rows)
        elif self._say_totals:
            print(
                f"{totals['written']:,} written, {totals['skipped']:,} current, {totals['failed']:,} failed: "
                f"{totals['source_bytes']:,} bytes became {totals['bytes']:,} in {totals['seconds']:.1f} s"
            )
        self._write({"totals": totals})

    def _failed(self, source: str, error: Exception) -> dict[str, Any]:
        sentence, status = explain(_advised(error))
        sentence, source = without_secrets(sentence), without_secrets(source)
        if source not in sentence:
            sentence = f"{source}: {sentence}"
        complain(sentence)
        self.status = self.status or status
        return {"error": sentence, "status": status}

    def _write(self, line: dict[str, Any]) -> None:
        if self._report is not None:
            self._report.write(json.dumps(line, allow_nan=False) + "\n")
            self._report.flush()


def _advised(error: Exception) -> Exception:
    """With what this command can do about it."""
    if isinstance(error, PartialPictureError):
        return PartialPictureError(f"{error} Add --damaged to compress what is there.")
    return error


def places_name(source: str) -> str:
    """The last part of a path or URL."""
    source = without_secrets(source)
    return source.rstrip("/").rpartition("/")[2] or source


def _plan(options: argparse.Namespace, encode: EncodeOptions) -> plan.Plan:
    return plan.Plan(
        encode,
        output=options.output,
        folder=options.folder,
        recursive=options.recursive,
        overwrite=options.overwrite,
        update=options.update,
        keep_date=options.date == "keep",
        take_parts=options.damaged,
        elsewhere=bool(options.cluster),
    )


@contextmanager
def _workers(options: argparse.Namespace, items: list[Item], report: ReportProgress) -> Iterator[tuple[Workers, int]]:
    """Who does it, and how many tasks to give them at a time."""
    workers: Workers
    count = sum(isinstance(item, Task) for item in items)
    if options.cluster:
        from ..service.archive.cluster import Cluster

        cluster = Cluster(options.cluster)
        workers, ahead = cluster, cluster.ahead
    elif count <= 1:
        from ..service.archive.pool import Here

        workers, ahead = Here(report), 1
    else:
        from ..service.archive.pool import Pool

        size = min(count, options.jobs or default_size())
        workers, ahead = Pool(size), 16 * size
    try:
        yield workers, ahead
    finally:
        workers.close()


@contextmanager
def _report(options: argparse.Namespace) -> Iterator[TextIO | None]:
    """The file for a line about each photo; it grows while they are done."""
    if not options.report:
        yield None
        return
    path = Path(options.report)
    try:
        file = path.open("w" if options.overwrite else "x", encoding="utf-8", errors="surrogateescape")
    except FileExistsError as error:
        raise InputError(f"{path} exists already. Add --overwrite, or choose another name for the report.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(f"The report {path} can't be written: {reason}.") from error
    with file:
        yield file
