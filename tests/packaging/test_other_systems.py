"""What Windows and macOS are told of .sdc: read from the files, since neither can be built on Linux."""

import ast
import plistlib
import re
from pathlib import Path

PACKAGING = Path(__file__).parents[2] / "packaging"
CLASSES = "Software\\Classes\\"


def registry() -> list[dict[str, str]]:
    """The entries of the installer's section Registry: parameter -> value, without its quotes."""
    script = (PACKAGING / "windows" / "sdviewer.iss").read_text(encoding="utf-8-sig")
    section = script.split("[Registry]\n")[1].split("\n[")[0]
    lines = [line for line in section.splitlines() if line.strip() and not line.startswith(";")]
    parameter = re.compile(r'(\w+): (?:"((?:[^"]|"")*)"|([^;"]*))(?:; |$)')
    entries = []
    for line in lines:
        found = list(parameter.finditer(line))
        assert "".join(match[0] for match in found) == line
        entries.append({m[1]: m[2].replace('""', '"') if m[2] is not None else m[3] for m in found})
    return entries


def value(key: str, name: str = "") -> str:
    (found,) = [e for e in registry() if e["Subkey"] == CLASSES + key and e["ValueName"] == name]
    return found.get("ValueData", "")


def test_double_click_opens_the_file_whatever_its_name():
    assert value(".sdc") == "sdviewer.sdc"
    assert value("sdviewer.sdc\\shell\\open\\command") == '"{app}\\sdviewer.exe" "%1"'
    assert value(".sdc\\OpenWithProgids", "sdviewer.sdc") == ""


def test_the_menu_of_a_picture_compresses_it():
    verb = "SystemFileAssociations\\image\\shell\\sdviewer.compress"
    assert value(verb) == "{cm:Compress}"
    assert value(f"{verb}\\command") == '"{app}\\sdviewer.exe" compress "%1"'


def test_uninstalling_takes_our_keys_away_and_nobody_elses():
    for entry in registry():
        assert entry["Root"] == "HKA"
        flags = entry["Flags"].split()
        ours = any(part.startswith("sdviewer") for part in entry["Subkey"].split("\\"))
        assert ("uninsdeletekey" in flags) == ours
        assert ours or "uninsdeletevalue" in flags


def test_the_association_is_asked_for():
    assert all(entry.get("Tasks") == "associate" for entry in registry() if entry["Subkey"] == f"{CLASSES}.sdc")


def test_macos_knows_the_type_as_a_picture_and_its_owner():
    info = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    (declared,) = info["UTExportedTypeDeclarations"]
    assert declared["UTTypeConformsTo"] == ["public.image"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["sdc"]
    owned, others = info["CFBundleDocumentTypes"]
    assert (owned["LSItemContentTypes"], owned["LSHandlerRank"]) == ([declared["UTTypeIdentifier"]], "Owner")
    assert (others["LSItemContentTypes"], others["LSHandlerRank"]) == (["public.image"], "Alternate")


def test_the_specs_are_python():
    for spec in PACKAGING.glob("*/*.spec"):
        ast.parse(spec.read_text())
