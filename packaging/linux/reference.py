"""The man page and the bash completion, made from what `sdviewer --help` says: `python reference.py man|completion`.

Needs a Python that can import sdviewer.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys

from sdviewer import __version__, cli

os.environ.update(COLUMNS="80", NO_COLOR="1")

STATUSES = """\
0 done, 1 a fault of the program, 2 bad input or usage, 3 the file is damaged or unsupported, 4 the model is missing,
5 out of space or no permission, 130 interrupted."""


def help_text(*verb: str) -> str:
    """What the command prints for --help."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        status = cli.main([*verb, "--help"])
    if status:
        raise SystemExit(f"sdviewer {' '.join(verb)} --help ended with status {status}.")
    return text.getvalue()


def man_page() -> str:
    """In man's macros; the help texts as they are."""
    lines = [
        f'.TH SDVIEWER 1 "" "sdviewer {__version__}" "User Commands"',
        ".SH NAME",
        "sdviewer \\- view photos, and store them as .sdc in a few kilobytes",
        ".SH DESCRIPTION",
        *_as_it_is(help_text()),
        ".SH COMMANDS",
    ]
    for verb in cli.VERBS:
        lines += [f".SS {verb}", *_as_it_is(help_text(verb))]
    return "\n".join([*lines, ".SH EXIT STATUS", STATUSES]) + "\n"


def _as_it_is(text: str) -> list[str]:
    safe = text.rstrip().replace("\\", "\\e").replace("-", "\\-")
    return [".nf", *(f"\\&{line}" if line[:1] in (".", "'") else line for line in safe.split("\n")), ".fi"]


def completion() -> str:
    """For bash: commands first, then the options of the command, otherwise files."""
    cases = []
    for verb in cli.VERBS:
        text = help_text(verb)
        choices = dict(re.findall(r"^  (--[a-z-]+) \{([a-z,]+)\}", text, re.MULTILINE))
        for option, values in choices.items():
            cases.append(f"    {verb},{option}) words='{values.replace(',', ' ')}' ;;")
        cases.append(f"    {verb},*) words='{_options(text)}' ;;")
    return f"""\
# bash completion for sdviewer

_sdviewer() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words=
  case ${{COMP_WORDS[1]}},${{COMP_WORDS[COMP_CWORD - 1]}} in
{chr(10).join(cases)}
    *) words='{_options(help_text())}' ;;
  esac
  COMPREPLY=()
  # Words that are no options are the choices of the option before.
  if [[ $words != -* ]] || [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  elif ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '{" ".join(cli.VERBS)}' -- "$current")
  fi
}}
complete -o default -F _sdviewer sdviewer
"""


def _options(text: str) -> str:
    return " ".join(dict.fromkeys(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)))


if __name__ == "__main__":
    print({"man": man_page, "completion": completion}[sys.argv[1]](), end="")
