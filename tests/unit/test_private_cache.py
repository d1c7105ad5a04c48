"""Caches on disk: nothing is pickled, only this user can enter, and a disk that fails costs no answer."""

import datetime as dt
import os
import pickle
import sqlite3
import sys
from pathlib import Path

import diskcache
import numpy as np
import pytest

from fallline.core.byte_cache import ByteCache
from fallline.run import race
from fallline.run.racing import MAX_SHARED_RUN_BYTES, add_shared_cache
from fallline.run.serialization import run_from_bytes, run_to_bytes
from fallline.scene import Scene
from fallline.web.operations.private_cache import open_private_cache
from fallline.web.operations.shared_runs import SharedRuns
from fallline.web.operations.store import DiskStore, StoreError

MEGABYTE = 2**20
RUNS = [
    "on=formula~f:x^2+3y^2&run=adam",
    "on=beale~rotate:20&run=torch~cls:torch.optim.Adam",
    "on=rosenbrock&run=backtracking&tol=0.5",
    "on=rosenbrock&run=gradient_descent~lr:1",  # diverges
    "on=sphere~dim:5&run=newton",
    "on=himmelblau&run=adam&around=ring~radius:1~count:21&noise=0.1",
]


class TouchesFileWhenUnpickled:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture
def shared_runs(tmp_path, monkeypatch):
    """The cache of runs that processes share, without this process's own cache."""
    module = sys.modules["fallline.run.racing"]
    monkeypatch.setattr(module, "_shared_caches", [])
    monkeypatch.setattr(module, "run_cache", ByteCache(0, lambda run: run.nbytes))
    runs = SharedRuns(tmp_path / "runs")
    add_shared_cache(runs)
    return runs


def fill_disk(cache):
    """Let this thread's connection of a cache fail as on a full disk."""
    pages = cache._sql("PRAGMA page_count").fetchone()[0]
    cache._sql(f"PRAGMA max_page_count = {pages}")


def lock(cache):
    """Lock the database of a cache for all others, and return the connection that holds the lock."""
    cache._sql("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(Path(cache.directory) / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize(
    "value", [None, 7, 0.5, True, {"a": b"b"}, [b""], (1, 2), dt.date(2026, 1, 1), np.zeros(3), bytearray(b"x")]
)
def test_values_and_keys_that_would_be_pickled_are_refused(tmp_path, value):
    cache = open_private_cache(tmp_path / "cache", MEGABYTE)
    with pytest.raises(TypeError, match="must be bytes or text"):
        cache.set("key", value)
    with pytest.raises(TypeError, match="must be text"):
        cache.set(value, b"")
    with pytest.raises(TypeError, match="must be text"):
        cache.get(value)
    assert len(cache) == 0


@pytest.mark.parametrize("size", [10, 2 * MEGABYTE])  # in the database, and in a file of its own
def test_pickles_of_others_are_not_loaded(tmp_path, size):
    folder, touched = tmp_path / "cache", tmp_path / "touched"
    folder.mkdir(0o700)
    with diskcache.Cache(str(folder)) as old:
        old.set("key", [TouchesFileWhenUnpickled(touched), "x" * size])
        old.set((TouchesFileWhenUnpickled(touched),), b"value")
    assert not touched.exists()
    store = DiskStore(folder)
    assert store.get("key") is None
    with pytest.raises(OSError, match="pickle"):
        list(store.cache)
    store.set("key", b"new", 60)
    assert store.get("key") == b"new"
    assert not touched.exists()


def test_nothing_in_a_store_is_a_pickle(tmp_path):
    store = DiskStore(tmp_path / "store")
    store.set("value", b"\x80\x04", 60)
    store.set("large", bytes(MEGABYTE), 60)
    store.set_field("table", "field", bytes(range(256)), 60, 5)
    rows = store.cache._sql("SELECT key, raw, mode FROM Cache").fetchall()
    assert len(rows) == 3
    assert all(raw == 1 and mode != diskcache.core.MODE_PICKLE for _, raw, mode in rows)


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_refused_and_left_as_it_is(tmp_path, mode):
    folder = tmp_path / "store"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(StoreError, match="nobody else can enter"):
        DiskStore(folder)
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == mode


def test_a_link_to_a_private_folder_is_refused(tmp_path):
    (tmp_path / "private").mkdir(0o700)
    (tmp_path / "store").symlink_to(tmp_path / "private")
    with pytest.raises(StoreError, match="no link"):
        DiskStore(tmp_path / "store")


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch):
    (tmp_path / "store").mkdir(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(StoreError, match="of this user"):
        DiskStore(tmp_path / "store")


@pytest.mark.usefixtures("shared_runs")
@pytest.mark.parametrize("link", RUNS)
def test_runs_that_processes_share_are_restored_unchanged(monkeypatch, link):
    scene = Scene.from_link(f"{link}&steps=30")
    (computed,) = race(scene)
    monkeypatch.setattr(
        sys.modules["fallline.run.racing"], "run_rows", lambda *_, **__: pytest.fail("the run should be shared")
    )
    (restored,) = race(scene)
    assert restored is not computed
    for name, value in vars(computed).items():
        assert_same(getattr(restored, name), value)


def assert_same(restored, value):
    if isinstance(value, np.ndarray):
        assert restored.dtype == value.dtype
        np.testing.assert_array_equal(restored, value)
        assert not restored.flags.writeable
    elif isinstance(value, dict) and all(isinstance(each, np.ndarray) for each in value.values()):
        assert list(restored) == list(value)
        for name in value:
            assert_same(restored[name], value[name])
    else:
        assert restored == value


def test_damaged_bytes_of_a_run_are_told():
    (run,) = race("on=booth&run=adam&steps=20&around=ring~count:3")
    content = run_to_bytes(run)
    generator = np.random.default_rng(0)
    for damaged in (b"", b"PK", b"no archive", content[: len(content) // 2], content[:-30], pickle.dumps([1])):
        with pytest.raises(ValueError, match="damaged"):
            run_from_bytes(damaged, run.landscape, run.optimizer)
    for _ in range(50):
        changed = bytearray(content)
        changed[generator.integers(len(content))] ^= 0xFF
        try:  # some bytes of an archive have no meaning
            restored = run_from_bytes(bytes(changed), run.landscape, run.optimizer)
        except ValueError:
            continue
        for name, value in vars(run).items():
            assert_same(getattr(restored, name), value)


def test_a_damaged_shared_run_is_computed_again(shared_runs):
    scene = Scene.from_link("on=booth&run=adam&steps=20")
    (computed,) = race(scene)
    (key,) = shared_runs.cache
    shared_runs.cache.set(key, b"damaged")
    (again,) = race(scene)
    np.testing.assert_array_equal(again.x, computed.x)
    assert shared_runs.cache.get(key) == run_to_bytes(again)


@pytest.mark.parametrize("fault", ["full", "locked", "gone"])
def test_a_cache_of_runs_that_fails_costs_no_answer(shared_runs, caplog, fault):
    if fault == "full":
        fill_disk(shared_runs.cache)
    elif fault == "locked":
        held = lock(shared_runs.cache)
    else:
        shared_runs.cache._sql("DROP TABLE Cache")
    runs = [race(f"on=sphere~dim:{dim}&run=adam&steps=50")[0] for dim in (2, 3, 4)]
    assert [run.steps for run in runs] == [50] * 3
    assert len([each for each in caplog.records if "not shared" in each.getMessage()]) == 1
    if fault == "locked":
        held.close()


def test_a_run_that_is_too_large_is_not_written(shared_runs, monkeypatch):
    monkeypatch.setattr(sys.modules["fallline.run.racing"], "MAX_SHARED_RUN_BYTES", 10_000)
    small, large = race("on=booth&run=adam&steps=20")[0], race("on=booth&run=adam&steps=200")[0]
    assert small.nbytes < 10_000 < large.nbytes < MAX_SHARED_RUN_BYTES
    assert len(shared_runs.cache) == 1


@pytest.mark.parametrize("fault", ["full", "locked", "gone"])
def test_a_store_that_cannot_be_written_says_so_by_one_kind_of_error(tmp_path, fault):
    store = DiskStore(tmp_path / "store")
    store.set("key", b"old", 60)
    held = None
    if fault == "full":
        fill_disk(store.cache)
    elif fault == "locked":
        held = lock(store.cache)
    else:
        store.cache._sql("DROP TABLE Cache")
    large = bytes(MEGABYTE)
    with pytest.raises(StoreError):
        store.set("key", large, 60)
    with pytest.raises(StoreError):
        store.set_field("table", "field", large, 60, 5)
    if fault != "full":
        for call in (lambda: store.get("key"), lambda: store.get_fields("table"), lambda: store.delete("key")):
            with pytest.raises(StoreError):
                call()
    if held:
        held.close()
    if fault != "gone":
        assert store.get("key") == b"old"  # nothing was half written
        assert sorted(each.name for each in (tmp_path / "store").iterdir() if each.is_dir()) == []
    assert store.now() > 0
