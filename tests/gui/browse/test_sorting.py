"""Names in the order of the user's language."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCollator, QLocale

from sdviewer.gui.browse import sorting


@pytest.fixture(autouse=True)
def czech():
    before = QLocale()
    QLocale.setDefault(QLocale("cs_CZ"))
    yield
    QLocale.setDefault(before)


def ordered(*names: str, descending: bool = False) -> list[str]:
    return [path.name for path in sorting.ordered([Path("/x") / name for name in names], "name", descending)]


def test_letters_with_marks_stand_beside_those_without():
    if QCollator().compare("č", "z") > 0:
        pytest.skip("this Qt has no collation")
    assert ordered("z.png", "č.png", "c.png", "d.png") == ["c.png", "č.png", "d.png", "z.png"]
    assert ordered("z", "č", "c", descending=True) == ["z", "č", "c"]


def test_composed_and_decomposed_letters_are_alike():
    assert ordered("c\u030c2", "\u010d1", "\u010d3") == ["\u010d1", "c\u030c2", "\u010d3"]


def test_numbers_go_by_value_and_case_does_not_count():
    assert ordered("Img10", "img9", "IMG2") == ["IMG2", "img9", "Img10"]


def test_names_that_are_no_text_are_sorted_too():
    assert len(ordered("a\udcff", "a", "b")) == 3


class Counted(type(Path())):
    """Says how often it was compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return super().__eq__(other)

    __hash__ = type(Path()).__hash__


def test_a_known_path_is_found_without_comparing_names():
    """That takes half a frame for 10,000."""
    paths = [Counted(f"/x/{number}.png") for number in range(1000)]
    Counted.compared = 0
    assert sorting.place_of(paths[700], paths) == 700 and not Counted.compared


def test_a_path_is_found_by_itself_or_by_its_name():
    paths = [Path("a"), Path("b"), Path("b")]
    assert [sorting.place_of(path, paths) for path in (*paths, Path("a"), Path("c"), None)] == [0, 1, 2, 0, -1, -1]
    assert sorting.place_of(Path("a"), []) == -1


def test_one_that_goes_while_another_comes_is_renamed():
    a, b, c = map(Path, "abc")
    assert sorting.renamed([a, b], [b, c]) == (a, c)
    assert all(sorting.renamed(*lists) is None for lists in (([], [a]), ([a], [a]), ([a], []), ([a, b], [c])))


def test_a_long_list_of_two_folders_is_put_in_order():
    names = [f"img{number * 7919 % 3001}" for number in range(3001)]
    paths = [Path(folder) / name for folder in ("/b", "/a") for name in names]
    wanted = [Path(folder) / f"img{number}" for number in range(3001) for folder in ("/b", "/a")]
    assert sorting.ordered(paths, "name", False) == wanted  # of the same name: the first folder's first


def test_names_that_differ_in_case_alone_have_one_order():
    assert ordered("a.png", "A.png") == ordered("A.png", "a.png")


def test_other_threads_get_the_interpreter_while_names_are_sorted():
    """Qt's own keys are compared without a line of Python, between which alone another thread can go on."""
    key = sorting.name_key()
    keys, calls = [key(Path(name)) for name in "cba"], []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    keys.sort()
    sys.setprofile(None)
    assert calls.count("call") >= 2
