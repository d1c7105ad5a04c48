"""Films that cannot be made: one error message, and no file is left behind."""

import errno
import io

import pytest

from fallline.core import BadInput
from fallline.film import FilmOptions, write_film
from fallline.film.encode import FILM_SUFFIXES
from fallline.view import read_link

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"
SMALL = {"wide": 640, "tall": 360, "fps": 12, "seconds": 2.0}

BAD = (
    ("--out nowhere/film.mp4", "cannot be written"),
    ("--out film.avi", "must end in .mp4, .webm, .gif"),
    ("--out film", "must end in .mp4, .webm, .gif"),
    ("--out film.mp4 --size 641x361", "must be even, such as 642x362"),
    ("--out film.mp4 --size huge", "must be width x height"),
    ("--out film.mp4 --size 640xtall", "must be width x height in pixels"),
    ("--out film.mp4 --camera spinning", "orbit"),
    ("--out film.mp4 --fps 29.97", "whole number"),
    ("--out film.mp4 --size 20x20", "at least 160"),
    ("--out film.mp4 --size 99999x99998", "at most 4096"),
    ("--out film.mp4 --seconds 0", "at least 1"),
    ("--out film.mp4 --seconds -3", "at least 1"),
    ("--out film.mp4 --seconds nan", "finite"),
    ("--out film.mp4 --seconds 1e9", "at most 600"),
    ("--out film.mp4 --seconds 600 --fps 60", "at most 20,000"),
    ("--out film.mp4 --fps 0", "at least 1"),
    ("--out . ", "must end in"),
)


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_a_film_that_cannot_be_made_is_refused_with_a_message_and_leaves_no_file(
    arguments, message, run_refused_command
):
    assert message in run_refused_command("film", LINK, *arguments.split())


class FullDisk(io.BytesIO):
    """A file on a disk that is full after 20,000 bytes."""

    def write(self, content):
        if self.tell() + len(content) > 20_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


@pytest.mark.parametrize("suffix", FILM_SUFFIXES)
def test_a_full_disk_is_reported(suffix, tmp_path, monkeypatch):
    monkeypatch.setattr("fallline.film.film.tempfile.TemporaryFile", lambda **_: FullDisk())
    with pytest.raises(BadInput, match=r"cannot be written \(No space left on device\)"):
        write_film(tmp_path / f"film{suffix}", *read_link(LINK), FilmOptions(**SMALL))
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_film_leaves_no_file(tmp_path):
    def stop(done, total):
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_film(tmp_path / "film.mp4", *read_link(LINK), FilmOptions(**SMALL), stop)
    assert list(tmp_path.iterdir()) == []
