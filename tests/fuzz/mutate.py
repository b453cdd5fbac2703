"""New inputs out of old ones: bits, bytes, numbers that often hurt, pieces repeated, dropped and exchanged."""

from __future__ import annotations

import random

_NUMBERS = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\0\0",
    b"\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b"\xff\xff\xff\x7f",
)
_DEEP = (b"[" * 3000, b'{"a":' * 1000, b"(" * 500, b"\0" * 2000)


def mutated(seeds: list[bytes], dice: random.Random) -> bytes:
    """One to a few changes of a seed, seldom of two."""
    data = bytearray(dice.choice(seeds))
    for _ in range(1 + int(dice.expovariate(0.6))):
        _CHANGES[dice.randrange(len(_CHANGES))](data, seeds, dice)
        if not data:
            break
    return bytes(data)


def _place(data: bytearray, dice: random.Random) -> int:
    """Anywhere; half of the time near the beginning, where headers are."""
    return dice.randrange(min(len(data), 64) if dice.random() < 0.5 else len(data)) if data else 0


def _flip(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    if data:
        data[_place(data, dice)] ^= 1 << dice.randrange(8)


def _byte(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    if data:
        data[_place(data, dice)] = dice.randrange(256)


def _step(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    if data:
        at = _place(data, dice)
        data[at] = (data[at] + dice.choice((-2, -1, 1, 2))) % 256


def _number(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    at, number = _place(data, dice), dice.choice(_NUMBERS)
    data[at : at + len(number)] = number


def _cut(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    del data[_place(data, dice) :]


def _drop(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    at = _place(data, dice)
    del data[at : at + 1 + int(dice.expovariate(0.1))]


def _repeat(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    at = _place(data, dice)
    piece = data[at : at + 1 + int(dice.expovariate(0.05))]
    data[at:at] = piece * dice.choice((1, 1, 2, 50))


def _insert(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    at = _place(data, dice)
    data[at:at] = dice.randbytes(1 + int(dice.expovariate(0.2)))


def _cross(data: bytearray, seeds: list[bytes], dice: random.Random) -> None:
    other = dice.choice(seeds)
    if other:
        start = dice.randrange(len(other))
        data[_place(data, dice) :] = other[start:]


def _deep(data: bytearray, _: list[bytes], dice: random.Random) -> None:
    if dice.random() < 0.1:
        at = _place(data, dice)
        data[at:at] = dice.choice(_DEEP)


_CHANGES = (_flip, _flip, _byte, _byte, _step, _number, _number, _cut, _drop, _repeat, _insert, _cross, _deep)
