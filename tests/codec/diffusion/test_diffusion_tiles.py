"""Pictures in windows: what comes out is what the whole picture gives. And what happens where memory is short."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from test_diffusion import NAMES, PHOTO, quiet
from window_networks import PIXELS, both

from sdviewer.codec import notices, registry
from sdviewer.codec.diffusion.network import devices
from sdviewer.codec.errors import CancelledError, StorageError
from sdviewer.codec.types import StopToken

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
from sdviewer.codec.diffusion.network import autoencoder as diffusion_network  # noqa: E402
from sdviewer.codec.diffusion.network import layers as diffusion_layers  # noqa: E402
from sdviewer.codec.diffusion.network import scratch  # noqa: E402
from sdviewer.codec.diffusion.network import tiles as diffusion_tiles  # noqa: E402

pytestmark = pytest.mark.usefixtures("small_windows")

STOP = StopToken()


def count_windows(monkeypatch):
    counts = []
    windows = diffusion_tiles.Half.windows

    def counted(*arguments):
        counts.append(len(windows(*arguments)))
        return windows(*arguments)

    monkeypatch.setattr(diffusion_tiles.Half, "windows", counted)
    return counts


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("memory", [1, 200_000])
def test_windows_give_what_the_whole_gives(load, monkeypatch, name, memory):
    latent, pixels = both(load(name))
    monkeypatch.setattr(devices, "CPU_MEMORY", memory)
    counts = count_windows(monkeypatch)
    tiled = load(name).encode(PIXELS, STOP, quiet)
    drawn = load(name).decode(latent, STOP, quiet)
    assert len(counts) == 2
    assert min(counts) > 2
    assert np.abs(tiled - latent).max() < 1e-4 * latent.std()
    off = np.abs(drawn.astype(int) - pixels)
    assert off.max() <= 1  # numbers that lie between two levels but for rounding
    assert off.mean() < 1e-3


@pytest.mark.parametrize("memory", [1, 3_000_000])
def test_windows_give_what_the_whole_gives_of_a_photo(small_models, monkeypatch, memory):
    monkeypatch.setenv("SDVIEWER_MODELS", str(small_models))
    registry.forget()
    network = registry.load("small")._network
    photo = np.asarray(Image.open(PHOTO).convert("RGB"))
    photo = photo[8:104, 16:128]
    latent = network.encode(photo, STOP, quiet)
    pixels = network.decode(latent, STOP, quiet)
    monkeypatch.setattr(devices, "CPU_MEMORY", memory)
    counts = count_windows(monkeypatch)
    tiled = network.encode(photo, STOP, quiet)
    drawn = network.decode(latent, STOP, quiet)
    assert min(counts) > 2
    assert np.abs(tiled - latent).max() < 1e-4 * latent.std()
    off = np.abs(drawn.astype(int) - pixels)
    assert off.max() <= 1
    assert off.mean() < 1e-3  # where rounding is on the edge


def test_without_room_on_the_disk_statistics_are_of_some_windows(load, monkeypatch):
    """Here of all of them, so that nothing is lost; and the user is told."""
    network = load("kl")
    latent, pixels = both(network)
    half = network._decoder
    monkeypatch.setattr(scratch, "room", lambda: 0)
    monkeypatch.setattr(half, "windows", lambda *_: diffusion_tiles.cut_windows((24, 40), 10, half.halo))
    with notices.collect() as said:
        drawn = network.decode(latent, STOP, quiet)
    assert np.abs(drawn.astype(int) - pixels).max() <= 1
    assert "only nearly" in said[0]


def test_tensors_on_the_disk_come_back():
    one = torch.randn(1, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    two = torch.randn(1, 2, 4, 5).to(torch.bfloat16)
    with scratch.Scratch() as store:
        store[3] = (one, two)
        store[3] = (two, one)
        back = store[3]
        assert torch.equal(back[0], two)
        assert torch.equal(back[1], one)
        assert back[1].is_contiguous(memory_format=torch.channels_last)
        assert list(store) == [3]
        del store[3]
        assert len(store) == 0
        where = store._folder.name
    assert not Path(where).exists()


def test_a_full_disk_is_named(monkeypatch):
    with scratch.Scratch() as store:
        monkeypatch.setattr(store._folder, "name", "/dev/full")
        with pytest.raises(StorageError, match="full"):
            store[0] = (torch.ones(1, 1, 1, 1),)
        monkeypatch.undo()


@pytest.mark.parametrize(("length", "side", "halo"), [(1, 4, 2), (8, 4, 2), (9, 4, 2), (100, 7, 3), (23, 1, 0)])
def test_cores_partition_the_map(length, side, halo):
    windows = diffusion_tiles.cut_windows((length, 5), side, halo)
    assert len({(w.height, w.width) for w in windows}) == 1
    seen = np.zeros((length, 5), int)
    for w in windows:
        top, bottom, left, right = w.core
        seen[w.top + top : w.top + bottom, w.left + left : w.left + right] += 1
        assert w.top >= 0
        assert w.top + w.height <= length
        assert top >= halo or w.top == 0
        assert w.height - bottom >= halo or w.top + w.height == length
        assert bottom - top <= side or len(windows) == 1
    assert (seen == 1).all()


@pytest.mark.parametrize("name", ["kl", "dc"])
def test_attention_in_chunks(load, monkeypatch, name):
    network = load(name)
    latent, pixels = both(network)
    monkeypatch.setattr(diffusion_layers, "CHUNK", 200)
    monkeypatch.setattr(diffusion_layers, "ROWS", 1)
    monkeypatch.setattr(diffusion_tiles, "_LARGE", 1000)
    chunked = network.encode(PIXELS, STOP, quiet)
    drawn = network.decode(latent, STOP, quiet)
    assert np.abs(chunked - latent).max() < 1e-4 * latent.std()
    assert np.abs(drawn.astype(int) - pixels).max() <= 1


def test_progress_and_stop_between_windows(load, monkeypatch):
    monkeypatch.setattr(devices, "CPU_MEMORY", 1)
    network = load("kl")
    seen: list[float] = []
    latent = network.encode(PIXELS, STOP, seen.append)
    network.decode(latent, STOP, seen.append)
    half = seen.index(1.0) + 1
    for part in (seen[:half], seen[half:]):
        assert part == sorted(part)
        assert part[-1] == 1
        assert len(part) > 30
    stop = StopToken()
    last = []

    def report(share: float) -> None:
        last.append(share)
        if share > 0.5:
            stop.stop()

    with pytest.raises(CancelledError):
        network.decode(latent, stop, report)
    assert last[-1] < 0.6
    assert not list(scratch.folder().iterdir())


def test_weights_leave_the_memory_after_idling(load, monkeypatch, card):
    network = load("tiny")
    monkeypatch.setattr(diffusion_network, "IDLE_SECONDS", 0.05)
    first = network.encode(PIXELS, STOP, quiet)
    network._timer.join(10)
    assert {p.device.type for p in network._module.parameters()} == {"meta"}
    assert card["released"]
    assert np.array_equal(network.encode(PIXELS, STOP, quiet), first)
    network._timer.join(10)


def test_resting_waits_for_no_work_and_disturbs_none(load):
    network = load("tiny")
    begun, go_on = threading.Event(), threading.Event()

    def report(_: float) -> None:
        begun.set()
        go_on.wait(10)

    worker = threading.Thread(target=network.encode, args=(PIXELS, STOP, report))
    worker.start()
    assert begun.wait(60)
    started = time.monotonic()
    network.rest()
    assert time.monotonic() - started < 5
    assert {p.device.type for p in network._module.parameters()} == {"cpu"}
    go_on.set()
    worker.join()


def test_who_waits_for_another_picture_can_be_stopped(load):
    network = load("tiny")
    begun, go_on, stopped, stop = threading.Event(), threading.Event(), threading.Event(), StopToken()

    def report(_: float) -> None:
        begun.set()
        go_on.wait(60)

    def wait() -> None:
        with pytest.raises(CancelledError):
            network.decode(np.zeros((4, 4, 4), np.float32), stop, quiet)
        stopped.set()

    threads = [threading.Thread(target=network.encode, args=(PIXELS, STOP, report)), threading.Thread(target=wait)]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    stop.stop()
    ended = stopped.wait(20)
    go_on.set()
    for thread in threads:
        thread.join()
    assert ended


def test_tiles_that_a_killed_process_left_are_deleted(tmp_path):
    for name, age in (("tiles-dead", 90_000), ("tiles-busy", 60), ("other", 90_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0-0").write_bytes(b"tile")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    with scratch.Scratch():
        assert not (tmp_path / "tiles-dead").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "tiles-busy"]
