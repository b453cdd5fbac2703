"""The models that .sdc files are written and read with."""

from __future__ import annotations

import argparse

from .terminal import print_json, table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    listing = verbs.add_parser("list", help="those on this machine", description="The models on this machine.")
    listing.add_argument("--json", action="store_true", help="print a list of objects")


def run(options: argparse.Namespace) -> int:
    from ..codec.models import registry

    models = registry.available()
    if options.json:
        keys = ("name", "id", "family", "bytes", "path")
        print_json(
            [dict(zip(keys, (m.name, m.model_id, m.family, m.nbytes, str(m.path)), strict=True)) for m in models]
        )
    else:
        rows = [[m.name, m.model_id, m.family, f"{m.nbytes:,}", str(m.path)] for m in models]
        print(table([["NAME", "ID", "FAMILY", "BYTES", "PATH"], *rows], right=frozenset({3})))
    return 0
