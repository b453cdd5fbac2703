"""Sentences for people: they hold no secrets, and come through pipes as they are."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdviewer.codec.errors import (
    BudgetError,
    InputError,
    MissingModelError,
    SdcError,
    StorageError,
    password_in,
    without_secrets,
)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("sftp://me:geheim@host/a.jpg can't be read.", "sftp://me:***@host/a.jpg can't be read."),
        ("sftp://:geheim@host:22/a@2x.jpg", "sftp://:***@host:22/a@2x.jpg"),
        ("sftp:/me:geheim@host/a.jpg", "sftp:/me:***@host/a.jpg"),  # as a path has it
        ("FTP://me:ge@he:im@host/a", "FTP://me:***@host/a"),
        ("sftp://me:ge/heim@host/a", "sftp://me:***@host/a"),  # which should have been escaped
        ("sftp://me:ge heim@host/a", "sftp://me:***@host/a"),
        ("sftp://me:1/geheim and sftp://you:geheim@host/b", "sftp://me:1/geheim and sftp://you:***@host/b"),
        ("http://host/a?X-Amz-Signature=geheim&b=1", "http://host/a?X-Amz-Signature=***&b=1"),
        ("http://host/a?b=1&sig=geheim", "http://host/a?b=1&sig=***"),
    ],
)
def test_what_opens_an_address_is_not_shown(text, safe):
    assert without_secrets(text) == safe == str(InputError(text))


@pytest.mark.parametrize(
    "text",
    [
        "C:\\photos\\a@2x.jpg", "/home/me/a:b@c.jpg", "http://host:8080/a@2x.jpg", "sftp://me@host/a.jpg",
        "tcp://host:8786: no answer, ask me@host", "s3://photos/a.jpg?version=3", "a: b@c",
    ],
)  # fmt: skip
def test_all_else_is(text):
    assert without_secrets(text) == text and password_in(text) == ""


@given(
    st.sampled_from(("sftp", "s3", "http", "a+b")),
    st.text(st.characters(codec="ascii", exclude_categories=("Cc", "Z"), exclude_characters="/:@"), max_size=5),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Z"), exclude_characters="/"), min_size=1),
)
def test_no_password_is_seen(scheme, user, password):
    around = without_secrets(f"{scheme}://{user}:***@host/a.jpg would be written to b")
    assert without_secrets(f"{scheme}://{user}:{password}@host/a.jpg would be written to b") == around
    assert password_in(f"{scheme}://{user}:{password}@host/a.jpg") == password


def test_whatever_its_class_and_after_a_pipe():
    text = "sftp://me:geheim@host/a"
    for error in (SdcError(text), StorageError(text), BudgetError(text, 7), MissingModelError(text, "x", "name", 3)):
        again = pickle.loads(pickle.dumps(error))
        assert str(again) == str(error) == "sftp://me:***@host/a" and again.__dict__ == error.__dict__
        assert "geheim" not in repr(error)
