"""The files of films: how long they play, where their index is, and the sizes and suffixes that are understood."""

import io

import av
import numpy as np
import pytest
from PIL import Image

from fallline.core import BadInput
from fallline.film import FigureOptions, FilmOptions, write_figure, write_film
from fallline.film.encode import GIF, MAX_GIF_FPS, MP4, WEBM, encode
from fallline.view import read_link

SECONDS = 3
MIN_HONOURED_MS = 20  # browsers replace a shorter delay by 100 ms


def moving_frames(count, side=32):
    """Yield frames with a bar that moves, some of them repeats of the previous one."""
    for index in range(count):
        if index % 5 == 3:
            yield None
            continue
        frame = np.zeros((side, side, 4), np.uint8)
        frame[..., 3] = 255
        frame[:, index % side, :3] = 200
        yield frame


def encode_frames(suffix, fps, count, side=32):
    file = io.BytesIO()
    palette = [frame for frame in moving_frames(9, side) if frame is not None]
    encode(file, suffix, moving_frames(count, side), (side, side), fps, "notes", palette)
    return file


@pytest.mark.parametrize("fps", range(1, MAX_GIF_FPS + 1))
def test_a_gif_plays_as_long_as_asked_in_a_browser(fps):
    with Image.open(encode_frames(GIF, fps, fps * SECONDS)) as picture:
        delays = []
        for index in range(picture.n_frames):
            picture.seek(index)
            delays.append(picture.info["duration"])
    assert len(delays) == fps * SECONDS
    assert min(delays) >= MIN_HONOURED_MS
    assert abs(sum(delays) - 1000 * SECONDS) <= 10
    assert max(delays) - min(delays) <= 10  # hundredths of a second, spread evenly


@pytest.mark.parametrize("fps", range(MAX_GIF_FPS + 1, 61))
def test_a_gif_that_browsers_would_slow_down_is_refused(fps):
    options = FilmOptions(fps=fps)
    with pytest.raises(BadInput, match=rf"{fps} frames per second would play too slowly.* at most 50 .*or an mp4"):
        options.check(GIF)
    options.check(MP4)


def read_boxes(content):
    """Return the types of the boxes of an MP4 file, in order."""
    at, found = 0, []
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        found.append(content[at + 4 : at + 8])
        at += size if size != 1 else int.from_bytes(content[at + 8 : at + 16], "big")
    return found


@pytest.mark.parametrize("fps", [1, 24, 30, 60])
def test_an_mp4_has_its_index_in_front_and_every_frame(fps):
    file = encode_frames(MP4, fps, fps * SECONDS, side=64)
    boxes = read_boxes(file.getvalue())
    assert boxes.index(b"moov") < boxes.index(b"mdat")
    file.seek(0)
    with av.open(file) as container:
        assert sum(1 for _ in container.decode(video=0)) == fps * SECONDS
        assert container.duration / av.time_base == pytest.approx(SECONDS, abs=0.02)


def test_a_webm_has_its_index_in_front_and_every_frame():
    file = encode_frames(WEBM, 25, 25 * SECONDS, side=64)
    cues, cluster = (file.getvalue().find(bytes.fromhex(each)) for each in ("1C53BB6B", "1F43B675"))
    assert 0 < cues < cluster
    file.seek(0)
    with av.open(file) as container:
        assert sum(1 for _ in container.decode(video=0)) == 25 * SECONDS


@pytest.mark.parametrize(
    "text", ["640x360", "640 x 360", "640×360", " 640 × 360 ", "640X360", "640\u00a0×\u202f360", "640✕360", "640.0x360"]
)
def test_a_size_is_understood_however_it_is_written(text):
    options = FigureOptions.read({"size": text})
    assert (options.wide, options.tall) == (640, 360)
    if "." not in text:
        options = FilmOptions.read({"size": text, "fps": "10"})
        assert (options.wide, options.tall, options.fps) == (640, 360, 10)


@pytest.mark.parametrize("text", ["640*360", "640,360", "640", "x360", "640x", "640x360x2", "640x360px", "-4x360", ""])
def test_another_size_is_refused_with_an_example(text):
    with pytest.raises(BadInput, match=r"must be width x height in pixels, such as 1920x1080 or 1920 × 1080\.$"):
        FilmOptions.read({"size": text})
    with pytest.raises(BadInput, match=r"must be width x height in millimetres, such as 180x105 or 180 × 105\.$"):
        FigureOptions.read({"size": text})


@pytest.mark.slow
def test_the_case_of_a_suffix_does_not_matter(tmp_path):
    scene, view = read_link("on=booth&run=adam&steps=9&start=1,1")
    options = FilmOptions(wide=160, tall=160, fps=5, seconds=1.0, layout="plane")
    for name, kind in (("film.GIF", "gif"), ("film.Mp4", "mov"), ("film.WEBM", "matroska")):
        write_film(tmp_path / name, scene, view, options)
        with av.open(str(tmp_path / name)) as container:
            assert kind in container.format.name
    for name, start in (("figure.PNG", b"\x89PNG"), ("figure.Svg", b"<?xml"), ("figure.pDf", b"%PDF")):
        write_figure(tmp_path / name, scene, view, FigureOptions(part="plane", dpi=40))
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(BadInput, match=r"must end in \.mp4, \.webm, \.gif; '\.avi' is none"):
        write_film(tmp_path / "film.AVI", scene, view, options)
