"""Bring `resources/translations/*.ts` up to date with the texts in `tr("…")`, and compile them to `.qm`.

    python packaging/translate.py          write both
    python packaging/translate.py --check  only say what is missing, with exit status 1

Qt's lupdate would file each text under the class it stands in; here all share one context, as `gui/toolkit/texts.py`
looks them up; beside it are contexts of Qt's own, for what Qt leaves in English (`OF_QT`). A text that is no longer in
the program is dropped; a new one waits as 'unfinished' for its translation.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"

OF_QT = {"QShortcut": ("Return",)}
"""Contexts of Qt with texts of theirs that we translate: German keyboards have no key of this name."""


def texts() -> dict[str, bool]:
    """Every literal first argument of `tr`, and whether it is counted ('%n pictures')."""
    found: dict[str, bool] = {}
    for path in sorted((ROOT / "sdviewer").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                text = node.args[0]
                if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                    sys.exit(f"{path}:{node.lineno}: tr() takes a literal text, or it can't be translated.")
                counted = len(node.args) + len(node.keywords) > 1
                found[text.value] = counted or found.get(text.value, False)
    return found


def known(path: Path) -> dict[str, list[str]]:
    """Text to its finished translations (several for the plural forms)."""
    result: dict[str, list[str]] = {}
    for message in ET.parse(path).iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None:
            forms = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
            result[message.findtext("source", "")] = forms
    return result


def write(path: Path, language: str, wanted: dict[str, bool], finished: dict[str, list[str]]) -> None:
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = ""
    for text, counted in sorted(wanted.items()):
        message = ET.SubElement(context, "message", {"numerus": "yes"} if counted else {})
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation", {} if text in finished else {"type": "unfinished"})
        forms = finished.get(text, ["", ""] if counted else [""])
        if counted:
            for form in forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    for name, sources in OF_QT.items():
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for text in sources:
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = text
            ET.SubElement(message, "translation").text = finished.get(text, [text])[0]
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def main() -> int:
    wanted = texts()
    missing = 0
    for path in sorted(FOLDER.glob("*.ts")):
        finished = known(path)
        new = [text for text in wanted if text not in finished]
        missing += len(new)
        for text in new:
            print(f"{path.name}: not translated: {text!r}")
        if "--check" not in sys.argv[1:]:
            write(path, path.stem.split("_")[-1], wanted, finished)
            lrelease = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent)) or "pyside6-lrelease"
            subprocess.run([lrelease, "-silent", path, "-qm", path.with_suffix(".qm")], check=True)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
