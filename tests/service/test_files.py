"""Files are told apart by content, sorted as people do, and never lost while they are written."""

import errno
import os
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sdviewer.codec.container.signature import SIGNATURE
from sdviewer.codec.errors import FormatError, InputError, LimitsError, StorageError
from sdviewer.service import files

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


def left_over(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


class TestSniff:
    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "PPM", "ICO"])
    def test_images_whatever_their_name(self, tmp_path, format):
        path = tmp_path / "misnamed.sdc"
        buffer = BytesIO()
        Image.new("RGB", (20, 20)).save(buffer, format)
        path.write_bytes(buffer.getvalue())
        assert files.sniff(path) == "image"

    def test_sdc_whatever_its_name(self, tmp_path):
        path = tmp_path / "misnamed.jpg"
        path.write_bytes((GOLDEN / "tiny-low.sdc").read_bytes())
        assert files.sniff(path) == "sdc"

    @pytest.mark.parametrize("data", [b"", b"P", b"hello world", b"\x89SD", bytes.fromhex("d0cf11e0a1b11ae1")])
    def test_anything_else(self, tmp_path, data):
        path = tmp_path / "photo.png"
        path.write_bytes(data)
        assert files.sniff(path) == "other"

    def test_no_file(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        assert [files.sniff(tmp_path / n) for n in ("", "missing", "pipe", "a\0b")] == ["other"] * 4


class TestCheckRegular:
    def test_pipes_and_devices_are_refused(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.png")
        for path in (tmp_path / "pipe.png", Path(os.devnull)):
            with pytest.raises(InputError, match=f"{path} is a device or a pipe"):
                files.check_regular(path)

    def test_what_else_is_wrong_is_said_where_it_is_opened(self, tmp_path):
        (tmp_path / "file").touch()
        for name in ("", "file", "missing", "a\0b", "long" * 100):
            files.check_regular(tmp_path / name)


class TestNaturalOrder:
    def test_as_people_sort(self):
        names = ["img10.png", "IMG9.png", "b", "img1.png", "a2b10", "a2b9", "img009.png", ""]
        wanted = ["", "a2b9", "a2b10", "b", "img1.png", "IMG9.png", "img009.png", "img10.png"]
        assert sorted(names, key=files.natural_key) == wanted

    @given(st.lists(st.text(max_size=8) | st.from_regex("[0-9]*[a-c]*[0-9²٣]*", fullmatch=True)))
    def test_any_names_have_one_order(self, names):
        backwards = names[::-1]
        assert sorted(names, key=files.natural_key) == sorted(backwards, key=files.natural_key)

    def test_endless_digits(self):
        assert files.natural_key("1" * 5000) < files.natural_key("2" * 5000)


class TestListFolder:
    def test_viewable_files_in_natural_order(self, tmp_path):
        for name in ("p10.JPG", "p9.png", "notes.txt", ".hidden.png", "x.sdc", "binary"):
            (tmp_path / name).write_bytes(b"x")
        (tmp_path / "folder.png").mkdir()
        (tmp_path / "photo").write_bytes(b"\xff\xd8\xff\xe0 and so on")
        (tmp_path / "link.png").symlink_to(tmp_path / "p9.png")
        (tmp_path / "broken.png").symlink_to(tmp_path / "nowhere")
        assert [p.name for p in files.list_folder(tmp_path)] == ["link.png", "p9.png", "p10.JPG", "photo", "x.sdc"]

    def test_odd_names(self, tmp_path):
        names = ['a\n"b".png', "ü.png", os.fsdecode(b"\xff.png")]
        for name in names:
            (tmp_path / name).touch()
        assert {p.name for p in files.list_folder(tmp_path)} == set(names)

    def test_no_folder(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(InputError, match="doesn't exist"):
            files.list_folder(tmp_path / "missing")
        with pytest.raises(InputError, match="not a folder"):
            files.list_folder(tmp_path / "file")


class TestReadSdc:
    def test_reads_all(self):
        path = GOLDEN / "tiny-low.sdc"
        assert files.read_sdc(path) == path.read_bytes()

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [(b"", "empty"), (b"\xff\xd8\xff\xe0", "not a .sdc"), (bytes.fromhex("d0cf11e0a1b1"), "StarOffice")],
    )
    def test_says_what_it_is_instead(self, tmp_path, data, sentence):
        path = tmp_path / "x.sdc"
        path.write_bytes(data)
        with pytest.raises(FormatError, match=sentence):
            files.read_sdc(path)

    def test_no_file(self, tmp_path):
        with pytest.raises(InputError, match="doesn't exist"):
            files.read_sdc(tmp_path / "missing.sdc")
        with pytest.raises(InputError, match="is a folder"):
            files.read_sdc(tmp_path)

    def test_too_large(self, tmp_path, monkeypatch):
        monkeypatch.setattr(files, "MAX_SDC_BYTES", 100)
        path = tmp_path / "x.sdc"
        path.write_bytes(SIGNATURE + bytes(93))
        assert len(files.read_sdc(path)) == 100
        path.write_bytes(SIGNATURE + bytes(94))
        with pytest.raises(LimitsError, match="larger"):
            files.read_sdc(path)


class TestWriteAtomic:
    def test_new_file(self, tmp_path):
        files.write_atomic(tmp_path / "new", b"data")
        assert (tmp_path / "new").read_bytes() == b"data"
        assert left_over(tmp_path) == ["new"]

    def test_permissions_of_a_new_file_follow_the_umask(self, tmp_path):
        before = os.umask(0o027)
        try:
            files.write_atomic(tmp_path / "new", b"data")
        finally:
            os.umask(before)
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640

    def test_existing_file_stays_without_overwrite(self, tmp_path):
        (tmp_path / "old").write_bytes(b"old")
        with pytest.raises(InputError, match="exists already"):
            files.write_atomic(tmp_path / "old", b"new")
        assert (tmp_path / "old").read_bytes() == b"old"
        assert left_over(tmp_path) == ["old"]

    def test_overwrite_keeps_permissions(self, tmp_path):
        old = tmp_path / "old"
        old.write_bytes(b"old")
        old.chmod(0o604)
        files.write_atomic(old, b"new", overwrite=True)
        assert (old.read_bytes(), old.stat().st_mode & 0o777) == (b"new", 0o604)

    def test_pipes_and_devices_are_never_replaced(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        (tmp_path / "link").symlink_to(pipe)
        for path in (pipe, tmp_path / "link"):
            with pytest.raises(InputError, match="device or a pipe"):
                files.write_atomic(path, b"new", overwrite=True)
        assert pipe.is_fifo()
        assert left_over(tmp_path) == ["link", "pipe"]

    def test_overwrite_makes_a_missing_file(self, tmp_path):
        files.write_atomic(tmp_path / "new", b"data", overwrite=True)
        assert (tmp_path / "new").read_bytes() == b"data"

    def test_overwrite_follows_a_link(self, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "real")
        files.write_atomic(tmp_path / "link", b"new", overwrite=True)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "elsewhere" / "real").read_bytes() == b"new"

    def test_a_link_to_nowhere_is_not_replaced(self, tmp_path):
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        with pytest.raises(InputError, match="exists already"):
            files.write_atomic(tmp_path / "link", b"new")
        assert left_over(tmp_path) == ["link"]

    @pytest.mark.parametrize("hard_links", [True, False])
    def test_never_replaces_what_appears_at_the_last_moment(self, tmp_path, monkeypatch, hard_links):
        target = tmp_path / "contested"
        if not hard_links:
            monkeypatch.setattr(os, "link", raiser(errno.EOPNOTSUPP))

        def somebody_else_is_faster(_: Path) -> None:
            target.write_bytes(b"theirs")

        with pytest.raises(InputError, match="exists already"):
            files.write_atomic(target, b"ours", check=somebody_else_is_faster)
        assert target.read_bytes() == b"theirs"
        assert left_over(tmp_path) == ["contested"]

    def test_of_many_writers_one_wins(self, tmp_path):
        outcomes = []

        def write(number: int) -> None:
            try:
                files.write_atomic(tmp_path / "one", bytes([number]) * 1000)
                outcomes.append(number)
            except InputError:
                pass

        threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(outcomes) == 1
        assert (tmp_path / "one").read_bytes() == bytes(outcomes) * 1000
        assert left_over(tmp_path) == ["one"]

    def test_disks_without_hard_links(self, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "link", raiser(errno.EPERM))
        files.write_atomic(tmp_path / "new", b"data")
        assert (tmp_path / "new").read_bytes() == b"data"
        monkeypatch.setattr(Path, "replace", raiser(errno.EIO))
        with pytest.raises(StorageError):
            files.write_atomic(tmp_path / "other", b"data")
        assert left_over(tmp_path) == ["new"]

    def test_check_sees_the_whole_file_and_may_refuse_it(self, tmp_path):
        (tmp_path / "old").write_bytes(b"old")

        def refuse(path: Path) -> None:
            assert path.read_bytes() == b"new"
            raise FormatError("no good")

        with pytest.raises(FormatError, match="no good"):
            files.write_atomic(tmp_path / "old", b"new", overwrite=True, check=refuse)
        assert (tmp_path / "old").read_bytes() == b"old"
        assert left_over(tmp_path) == ["old"]

    def test_short_writes_are_continued(self, tmp_path, monkeypatch):
        whole = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:7]))
        files.write_atomic(tmp_path / "new", bytes(range(100)))
        monkeypatch.undo()
        assert (tmp_path / "new").read_bytes() == bytes(range(100))

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            (errno.ENOSPC, "disk is full"),
            (errno.EDQUOT, "quota"),
            (errno.EACCES, "no permission"),
            (errno.EROFS, "read-only"),
            (errno.EOPNOTSUPP, "can't be made or changed there"),
            (errno.EIO, os.strerror(errno.EIO)),
        ],
    )
    @pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "chmod", "replace"])
    def test_bad_disk_leaves_the_old_file(self, tmp_path, monkeypatch, call, number, sentence):
        old = tmp_path / "old"
        old.write_bytes(b"old")
        with monkeypatch.context() as broken:
            owner = Path if call in ("chmod", "replace") else os
            broken.setattr(owner, call, raiser(number, after=os.close if call == "close" else None))
            with pytest.raises(StorageError, match=sentence) as caught:
                files.write_atomic(old, b"new", overwrite=True)
        assert str(old) in str(caught.value)
        assert old.read_bytes() == b"old"
        assert left_over(tmp_path) == ["old"]

    def test_interruption_leaves_the_old_file(self, tmp_path, monkeypatch):
        (tmp_path / "old").write_bytes(b"old")

        def interrupt(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as interrupted:
            interrupted.setattr(os, "fsync", interrupt)
            with pytest.raises(KeyboardInterrupt):
                files.write_atomic(tmp_path / "old", b"new", overwrite=True)
        assert (tmp_path / "old").read_bytes() == b"old"
        assert left_over(tmp_path) == ["old"]

    def test_a_disk_that_really_ends(self, tmp_path):
        (tmp_path / "old").write_bytes(b"old")
        script = (
            "import resource, sys; from pathlib import Path; from sdviewer.service import files\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "try: files.write_atomic(Path(sys.argv[1]), bytes(10_000), overwrite=True)\n"
            "except files.StorageError as error: print(error)"
        )
        command = [sys.executable, "-c", script, str(tmp_path / "old")]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "larger than the system allows" in result.stdout
        assert (tmp_path / "old").read_bytes() == b"old"
        assert left_over(tmp_path) == ["old"]

    def test_impossible_places(self, tmp_path):
        (tmp_path / "file").touch()
        for place, sentence in (
            ("file/x.sdc", "is a file"),
            ("missing/x.sdc", "folder doesn't exist"),
            ("x" * 300, "too long"),
            ("a\0b", "null"),
        ):
            for overwrite in (False, True):
                with pytest.raises(StorageError, match=sentence):
                    files.write_atomic(tmp_path / place, b"data", overwrite)
        for overwrite, sentence in ((False, "exists already"), (True, "is a folder")):
            with pytest.raises(InputError, match=sentence):
                files.write_atomic(tmp_path, b"data", overwrite)


def raiser(number: int, after=None):
    """A function that fails with an errno, `after` having done its work."""

    def fail(*args, **_):
        if after:
            after(*args)
        raise OSError(number, os.strerror(number))

    return fail


def test_make_folder(tmp_path):
    for _ in range(2):
        files.make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        files.make_folder(tmp_path / "file")
    with pytest.raises(StorageError, match="is a file"):
        files.make_folder(tmp_path / "file" / "x")


def test_unique_name(tmp_path):
    wanted = tmp_path / "photo.sdc"
    assert files.unique_name(wanted) == wanted
    wanted.touch()
    (tmp_path / "photo (2).sdc").symlink_to("nowhere")
    assert files.unique_name(wanted) == tmp_path / "photo (3).sdc"


@pytest.mark.parametrize(
    ("text", "nbytes"),
    [
        ("5000", 5000),
        ("800B", 800),
        ("5kB", 5000),
        (" 5 KiB ", 5120),
        ("4.98kB", 4980),
        ("4.97 KB", 4970),
        ("1.5MB", 1_500_000),
        ("2mib", 2 << 20),
    ],
)
def test_sizes(text, nbytes):
    assert files.parse_size(text) == nbytes


@pytest.mark.parametrize(
    "text", ["", "kB", "-5", "5 apples", "5 k B", "1e3", "0", "0.4B", "nan", "9" * 50, "5kB\0", "٣"]
)
def test_no_sizes(text):
    with pytest.raises(InputError, match="size"):
        files.parse_size(text)
