"""The encoding of frames to a film: H.264 in MP4, VP9 in WebM, or a looping GIF, by PyAV's ffmpeg."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import IO, cast

import av
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

MP4, WEBM, GIF = ".mp4", ".webm", ".gif"
FILM_SUFFIXES = (MP4, WEBM, GIF)
MAX_GIF_FPS = 50  # browsers show a frame for 1/10 s if its delay is below 2/100 s
EVEN_SIZE_SUFFIXES = (MP4, WEBM)  # need even width and height, as yuv420p stores colours for 2 x 2 pixels
MAX_WAITING_FRAMES = 3  # frames that wait to be encoded, which limits the memory
BT709_CODE = 1  # number of HD's colour space, primaries and transfer function in the standards
# The fastest preset, with deblocking: a film of 12 seconds has about 4 MB (1.6 with 'veryfast', which takes longer).
X264_OPTIONS = {"preset": "ultrafast", "crf": "18", "profile": "high", "x264-params": "cabac=1:deblock=1:8x8dct=1"}
VP9_OPTIONS = {"crf": "28", "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1"}
CODECS = {MP4: ("mp4", "libx264", X264_OPTIONS), WEBM: ("webm", "libvpx-vp9", VP9_OPTIONS), GIF: ("gif", "gif", {})}
# Options of the containers. The index of an MP4 (moov) and of a WebM (cues) is moved in front of the frames at the end,
# so that a browser can start to play, and seek, before it has the whole file.
CONTAINER_OPTIONS = {MP4: {"movflags": "+faststart"}, WEBM: {"cues_to_front": "1"}, GIF: {"loop": "0"}}
MAX_COMMENT_BLOCK_BYTES = 255  # of a GIF

Frames = Iterable[np.ndarray | None]
PaletteFrames = Iterable[np.ndarray]


def encode(
    file: IO[bytes],
    suffix: str,
    frames: Frames,
    size: tuple[int, int],
    fps: int,
    notes: str,
    palette_frames: PaletteFrames = (),
) -> None:
    """Encode frames (height, width, 4), RGBA uint8, into an open binary file; ``suffix`` is one of FILM_SUFFIXES.

    A frame of None, never the first, repeats the previous one. ``size`` is (width, height) in pixels, ``fps`` frames
    per second; ``notes`` become the file's comment; a GIF's palette is chosen from ``palette_frames``. Each frame is
    encoded while the next one is drawn. Raises OSError if the file cannot be written.
    """
    try:
        _encode(file, suffix, frames, size, fps, notes, palette_frames)
    except av.error.PyAVCallbackError as problem:
        raise _first_cause(problem) from None
    if suffix == GIF:
        _write_gif_comment(file, notes)


def _encode(
    file: IO[bytes],
    suffix: str,
    frames: Frames,
    size: tuple[int, int],
    fps: int,
    notes: str,
    palette_frames: PaletteFrames,
) -> None:
    kind, codec, options = CODECS[suffix]
    container_options = CONTAINER_OPTIONS[suffix]
    with (
        av.open(file, "w", format=kind, options=container_options, io_open=lambda *_: _Rereader(file)) as container,
        ThreadPoolExecutor(1) as worker,
    ):
        container.metadata["title"], container.metadata["comment"] = "Fall Line", notes
        stream = cast("VideoStream", container.add_stream(codec, rate=fps, options=options))  # all CODECS are of video
        stream.width, stream.height = size
        stream.pix_fmt = "pal8" if suffix == GIF else "yuv420p"
        if suffix != GIF:
            context = stream.codec_context
            context.thread_count = 2
            context.colorspace = context.color_primaries = context.color_trc = BT709_CODE
            context.color_range = ColorRange.MPEG
        convert = (_PaletteConverter(palette_frames, size, fps) if suffix == GIF else _YuvConverter()).convert
        pool = _FramePool(size, MAX_WAITING_FRAMES + 2)
        last: av.VideoFrame  # set at the first frame, which is never None

        def write(count: int, frame: av.VideoFrame | None) -> None:
            nonlocal last
            if frame is not None:
                last = convert(frame)
            last.pts, last.time_base = count, Fraction(1, fps)
            container.mux(stream.encode(last))

        waiting: deque[Future[None]] = deque()
        for count, pixels in enumerate(frames):
            waiting.append(worker.submit(write, count, None if pixels is None else pool.copy(pixels, count, fps)))
            if len(waiting) > MAX_WAITING_FRAMES:
                waiting.popleft().result()
        for each in waiting:
            each.result()
        container.mux(stream.encode(None))


class _Rereader:
    """A second reader of an open file, with its own position, by which ffmpeg moves the index to the front."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.position = file, 0

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes, at most ``count``; the file's own position stays."""
        back = self.file.tell()
        self.file.seek(self.position)
        content = self.file.read(count)
        self.position = self.file.tell()
        self.file.seek(back)
        return content

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the position, as ``io.IOBase.seek`` does, and return it; the file's own position stays."""
        back = self.file.tell()
        start = self.position if whence == os.SEEK_CUR else 0
        self.position = self.file.seek(start + offset, os.SEEK_END if whence == os.SEEK_END else os.SEEK_SET)
        self.file.seek(back)
        return self.position

    def tell(self) -> int:
        """Return the position."""
        return self.position

    def close(self) -> None:
        """Leave the file open, since its owner closes it."""


def _first_cause(problem: BaseException) -> BaseException:
    """Return the first OSError in an exception's chain of causes, as the file raised it, else the chain's last one."""
    cause = problem.__cause__ or problem.__context__
    return problem if cause is None or isinstance(problem, OSError) else _first_cause(cause)


class _FramePool:
    """A pool of video frames that are reused in turn, since allocating one costs more than filling it."""

    def __init__(self, size: tuple[int, int], count: int) -> None:
        self.frames = [av.VideoFrame(*size, "rgba") for _ in range(count)]

    def copy(self, pixels: np.ndarray, count: int, fps: int) -> av.VideoFrame:
        """Return the pool's frame for frame number ``count`` of the film, filled with pixels (height, width, 4)."""
        frame = self.frames[count % len(self.frames)]
        height, width, _ = pixels.shape
        np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(height, -1, 4)[:, :width] = pixels
        frame.pts, frame.time_base = count, Fraction(1, fps)
        return frame


class _YuvConverter:
    """A converter of frames to yuv420p in HD colours. Each is a new frame, since the encoder keeps some for a while."""

    def __init__(self) -> None:
        self.reformatter = VideoReformatter()

    def convert(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame as yuv420p."""
        options = {"dst_colorspace": Colorspace.ITU709, "dst_color_range": ColorRange.MPEG}
        return self.reformatter.reformat(frame, format="yuv420p", **options)


class _PaletteConverter:
    """A converter of frames to a palette of at most 256 colours, chosen once for the film."""

    def __init__(self, palette_frames: PaletteFrames, size: tuple[int, int], fps: int) -> None:
        self.graph = Graph()
        self.source = _add_source(self.graph, size, fps)
        palette = _choose_palette(palette_frames, size, fps)
        palette_source = self.graph.add_buffer(
            width=palette.width, height=palette.height, format=palette.format, time_base=Fraction(1, fps)
        )
        use = self.graph.add("paletteuse", "dither=sierra2_4a:diff_mode=rectangle")
        sink = self.graph.add("buffersink")
        self.source.link_to(use, 0, 0)
        palette_source.link_to(use, 0, 1)
        use.link_to(sink)
        self.graph.configure()
        palette.pts, palette.time_base = 0, Fraction(1, fps)
        palette_source.push(palette)
        palette_source.push(None)

    def convert(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame as pal8, a number of the palette for each pixel."""
        self.source.push(frame)
        return self.graph.vpull()


def _add_source(graph: Graph, size: tuple[int, int], fps: int) -> FilterContext:
    """Return the input for drawn frames (RGBA, ``size`` width and height) that is added to a filter graph."""
    return graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("rgba"), time_base=Fraction(1, fps))


def _choose_palette(palette_frames: PaletteFrames, size: tuple[int, int], fps: int) -> av.VideoFrame:
    graph = Graph()
    source, generator = _add_source(graph, size, fps), graph.add("palettegen", "reserve_transparent=0")
    sink = graph.add("buffersink")
    source.link_to(generator)
    generator.link_to(sink)
    graph.configure()
    for count, pixels in enumerate(palette_frames):
        frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
        frame.pts, frame.time_base = count, Fraction(1, fps)
        source.push(frame)
    source.push(None)
    return graph.vpull()


def _write_gif_comment(file: IO[bytes], notes: str) -> None:
    """Insert a comment into a GIF, after its header and palette and before its first frame."""
    file.seek(0)
    header = file.read(13)
    palette_bytes = 3 * 2 ** ((header[10] & 7) + 1) if header[10] & 128 else 0
    file.seek(len(header) + palette_bytes)
    rest, comment = file.read(), notes.encode()
    blocks = [
        comment[first : first + MAX_COMMENT_BLOCK_BYTES] for first in range(0, len(comment), MAX_COMMENT_BLOCK_BYTES)
    ]
    file.seek(len(header) + palette_bytes)
    file.write(b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00" + rest)
