"""The numbers of a race as a download: written some at a time, complete before the first byte is sent."""

import errno
import tempfile

import pytest

from fallline.core import BadInput
from fallline.files.traces import SUFFIXES, encode_race
from fallline.run import race
from fallline.scene import Scene
from fallline.web.api import downloads
from tests.application import make_application

LINK = "on=sphere&run=adam&steps=40&start=1,1"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("server")).test_client()


def fail_after(parts, error):
    """Return a function in place of ``encode_race_parts`` that yields some parts and then raises an error."""

    def encode(*_):
        yield from [b"x" * 1000] * parts
        raise error

    return encode


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("in_memory", [10, 10**9])
def test_a_download_has_the_bytes_of_the_file(client, suffix, in_memory, monkeypatch):
    monkeypatch.setattr(downloads, "MAX_BYTES_IN_MEMORY", in_memory)
    scene = Scene.from_link(LINK)
    with client.get(f"/race{suffix}", query_string={"link": LINK}) as answer:
        assert answer.status_code == 200
        assert answer.content_length == len(answer.data)
        assert answer.headers["Content-Disposition"] == f"attachment; filename=fallline-sphere-adam{suffix}"
        if suffix != ".npz":  # which has the time in it
            assert answer.data == encode_race(suffix, scene, race(scene), scene.landscape.view)


@pytest.mark.parametrize("parts", [0, 5])
def test_an_error_while_a_file_is_written_becomes_an_ordinary_answer(client, parts, tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "MAX_BYTES_IN_MEMORY", 2000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(downloads, "encode_race_parts", fail_after(parts, BadInput("It took too long.")))
    answer = client.get("/race.csv", query_string={"link": LINK})
    assert (answer.status_code, answer.json) == (400, {"problem": "It took too long."})
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(downloads, "encode_race_parts", fail_after(parts, full))
    answer = client.get("/race.csv", query_string={"link": LINK})
    assert answer.status_code == 503
    assert "no room" in answer.json["problem"]
    assert answer.headers["Retry-After"]
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_never_in_memory_as_a_whole(client, monkeypatch):
    sizes = []

    class File(tempfile.SpooledTemporaryFile):
        def rollover(self):
            sizes.append(self.tell())
            super().rollover()

    monkeypatch.setattr(downloads, "MAX_BYTES_IN_MEMORY", 5000)
    monkeypatch.setattr(downloads.tempfile, "SpooledTemporaryFile", File)
    monkeypatch.setattr(downloads, "encode_race_parts", lambda *_: iter([b"x" * 1000] * 100))
    with client.get("/race.csv", query_string={"link": LINK}) as answer:
        assert answer.data == b"x" * 100_000
    assert sizes == [6000]
