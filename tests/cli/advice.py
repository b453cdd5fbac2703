"""Every sentence of the program that advises something, and which test does what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import sdviewer

PACKAGE = Path(sdviewer.__file__).parent
ROOMS = ("codec", "service", "cli", "api.py", "pillow.py")
_VERBS = (
    "Use|Try|Take|Get|Add|Name|Choose|Make|Close|Scale|Save|Install|Remove|Leave|Compress|Run|Start|See|Set|Ask|Wait|"
    "Put|Allow|Send|Write"
)
_ADVISES = re.compile(
    rf"(?:[.;:,(}}] |^)({_VERBS})\b|[.;:,(] (?:or )?({_VERBS.lower()})\b|Cut it|"
    r"\bpip install\b|'hf auth login'|'sdviewer "
)

ELSEWHERE = {
    "Add --damaged": "cli/test_cli_damaged.py::test_what_is_left_of_a_picture_is_only_compressed_when_asked",
    "sdviewer models add PATH": "service/test_store_own.py::test_old_weights_are_added_and_draw_their_files",
    "Add any of them": "codec/diffusion/test_latent_spaces.py::test_any_autoencoder_of_a_space_draws_and_says_so",
    "is here. Add": "codec/diffusion/test_latent_spaces.py::test_any_autoencoder_of_a_space_draws_and_says_so",
    "Run: ": "codec/test_packages.py::test_what_pip_is_asked_for_is_what_the_project_asks_for",
    "Install them again: ": "codec/test_packages.py::test_a_package_that_is_there_and_broken",
    "Try again to go on": "service/test_hub.py::test_a_later_call_goes_on",
    "It was deleted; try again": "service/test_hub.py::test_wrong_checksum_is_refused_and_deleted",
    "stop it there": "service/test_hub.py::test_a_download_is_left_to_the_process_that_is_at_it",
    "set HF_ENDPOINT": "service/test_download.py::test_a_mirror_without_encryption_is_the_users_choice",
    "write 'owner/name'": "service/test_hub.py::test_get_says_the_size_first_and_downloads_once",
    "Remove it and add it again": "service/test_store.py::test_check_finds_damage_and_remove_clears_it",
    "config.json into the same folder": "codec/diffusion/test_tiny_layouts.py::test_tiny_without_a_configuration",
    "Take the configuration that came": "codec/diffusion/test_diffusion_layouts.py::test_single_files",
    "Take the model's .safetensors": "codec/diffusion/test_diffusion_layouts.py::test_single_files",
    "Take the folder that": "codec/diffusion/test_diffusion_layouts.py::test_folders",
    "Name the halves as they were published": "codec/diffusion/test_tiny_layouts.py::test_tiny_in_two_files",
    "Make it again": "codec/measure/test_perceptual.py::test_a_damaged_file_is_said",
    "Allow it to be overwritten": "service/test_batch.py::"
    "test_an_existing_output_is_kept_numbered_or_replaced_as_ordered",
    "; take {}": "training/test_small_export.py::test_any_model_of_the_space_draws_the_file",
    "sdviewer models get": "service/test_hub.py::test_get_says_the_size_first_and_downloads_once",
    "Start some: dask worker": "service/archive/test_cluster.py::test_a_worker_that_dies_loses_nothing",
}
"""Part of a sentence -> the test that follows it, from tests/."""

NOT_RUN = {
    "Try again later": "is about somebody else's server",
    "'hf auth login'": "needs an account",
    "Close other programs": "needs a machine without memory",
    "Take the faithful look": "needs a card without memory",
    "Use another model": "needs a machine without memory, or an odd model",
    "set TMPDIR": "needs a full disk",
    "Make room or choose another place": "needs a full disk",
    "Choose another disk": "needs a disk that forgets",
    "came back changed. Choose another place": "needs a disk that forgets",
    "disk is read-only": "needs such a disk",
    "larger than the system allows": "needs such a disk",
    "no permission to write there": "root may write anywhere",
    "can't be made or changed there": "needs such a disk",
    "Ask its owner": "root may read anything",
    "in its settings": "is about a desktop's own program",
    "desktop's settings": "is about a desktop's own program",
    "Install sdviewer again": "is about the installation",
    "install sdviewer by pip": "is about the installation",
    "Get a newer": "there is none yet",
    "Install a newer one": "there is none yet",
    "use a larger quantisation step": "is for programmers",
    "is damaged or cut off ({": "another copy of a model's file",
    "is damaged ({": "another copy of a model's file",
    "doesn't work ({": "another copy of a model",
    "doesn't read what it writes": "another copy of a model",
    "needs. Get a whole copy": "another copy of a model",
    "is damaged, or no": "another copy of a model",
}
"""Part of a sentence -> why no test follows it."""


def advice() -> dict[str, str]:
    """Sentence, with {} for what is filled in, to the module that says it."""
    found: dict[str, str] = {}
    for room in ROOMS:
        place = PACKAGE / room
        for module in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for text in _texts(ast.parse(module.read_text("utf-8"))):
                if " " in text and _ADVISES.search(text):
                    found.setdefault(text, str(module.relative_to(PACKAGE)))
    return found


def _texts(tree: ast.AST) -> Iterator[str]:
    """Strings in code, but for docstrings and descriptions of options, and parts of longer ones."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inner.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg in ("help", "description"):
            inner |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(tree):
        if id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
