"""Films that cannot be: one sentence, and nothing is left behind."""

import errno
import io

import pytest

from fallline.core import BadInput
from fallline.film import Filming, film
from fallline.film.encode import FORMATS
from fallline.view import read_link

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"
SMALL = {"wide": 640, "tall": 360, "fps": 12, "seconds": 2.0}

BAD = (
    ("--out nowhere/film.mp4", "cannot be written"),
    ("--out film.avi", "must end in .mp4, .webm, .gif"),
    ("--out film", "must end in .mp4, .webm, .gif"),
    ("--out film.mp4 --size 641x361", "must be even, such as 642x362"),
    ("--out film.mp4 --size huge", "must be width x height"),
    ("--out film.mp4 --size 640xtall", "is not a number"),
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


@pytest.mark.parametrize(("words", "says"), BAD)
def test_a_film_that_cannot_be_is_one_sentence_and_leaves_nothing(words, says, refused):
    assert says in refused("film", LINK, *words.split())


class Full(io.BytesIO):
    """A disk with room for so many bytes."""

    def write(self, content):
        if self.tell() + len(content) > 20_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_is_said(suffix, tmp_path, monkeypatch):
    monkeypatch.setattr("fallline.film.movie.tempfile.TemporaryFile", lambda **_: Full())
    with pytest.raises(BadInput, match=r"cannot be written \(No space left on device\)"):
        film(tmp_path / f"film{suffix}", *read_link(LINK), Filming(**SMALL))
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_is_stopped_on_the_way_leaves_nothing(tmp_path):
    def stop(done, whole):
        if done > whole / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film(tmp_path / "film.mp4", *read_link(LINK), Filming(**SMALL), stop)
    assert list(tmp_path.iterdir()) == []
