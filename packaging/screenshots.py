"""Write the README's pictures of the window, and the references of `tests/gui/shell/test_screenshots.py`.

    python packaging/screenshots.py [--only readme|references|lab]

and the pictures of `resources/lab.md`.

Needs a display (Xvfb will do). The window is the program's own, with the sample photo, the real codec and nobody's
settings; look at what has changed before you commit it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "gui"), str(ROOT / "tests" / "gui" / "shell")]

README = {"split": "compare", "dark": "dark"}
"""Views that the README shows, with their file's name in `resources/screenshots`."""
SIZE, LAB_SIZE = (1360, 860), (1200, 760)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["readme", "references", "lab"])
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        from test_screenshots import PHOTO, REFERENCES, WINDOW, reduced

        from sdviewer.app import Application
        from sdviewer.paths import resource

        application = Application(sys.argv[:1])
        if only in (None, "lab"):
            from lab_chart_views import chart_views
            from lab_risk_views import risk_views
            from lab_views import lab_views

            photo = Path(folder) / "dog.jpg"
            photo.write_bytes(resource("samples/dog.jpg").read_bytes())
            for room in (lab_views, chart_views, risk_views):
                for name, image in pictures(application, photo, LAB_SIZE, room).items():
                    image.save(str(ROOT / "resources" / "screenshots" / f"lab-{name}.jpg"), quality=80)
        if only in (None, "readme"):
            photo = Path(folder) / "dog.jpg"
            photo.write_bytes(resource("samples/dog.jpg").read_bytes())
            for name, image in pictures(application, photo, SIZE).items():
                if name in README:
                    image.save(str(ROOT / "resources" / "screenshots" / f"{README[name]}.png"), quality=0)
        if only in (None, "references"):
            REFERENCES.mkdir(exist_ok=True)
            photo = PHOTO(Path(folder))
            for name, image in pictures(application, photo, WINDOW).items():
                reduced(image).save(str(REFERENCES / f"{name.replace(' ', '-')}.png"), quality=0)
    return 0


def pictures(application, photo: Path, size: tuple[int, int], views=None):
    """Name to picture of every view, with a window of this size. views: those of the tests, unless it is others."""
    import qasync
    from PySide6.QtCore import QLocale

    from sdviewer.gui.toolkit.theme import Theme

    QLocale.setDefault(QLocale("en_US"))
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(_collected(loop, Theme(application), photo, size, views))
    finally:
        loop.close()
        asyncio.set_event_loop(None)


async def _collected(loop, theme, photo: Path, size: tuple[int, int], views):
    from PySide6.QtCore import QSettings
    from views import views as usual

    from sdviewer.gui.session.session import Session
    from sdviewer.gui.shell.main_window import MainWindow
    from sdviewer.gui.toolkit.settings import Settings
    from sdviewer.service.codec_service import CodecService

    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        session = Session(CodecService(), Settings(store), loop)
        window = MainWindow(session, theme)
        window.resize(*size)
        window.show()
        found = {name: image async for name, image in (views or usual)(window, photo)}
        await session.close()
        window.close()
        window.deleteLater()
    return found


if __name__ == "__main__":
    sys.exit(main())
