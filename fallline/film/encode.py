"""Frames to a film: H.264 in MP4, VP9 in WebM, or a looping GIF, by the ffmpeg that PyAV brings."""

from __future__ import annotations

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
FORMATS = (MP4, WEBM, GIF)
EVEN = (MP4, WEBM)  # their colours are stored for squares of four pixels
WAITING = 3  # frames that may wait to be encoded, which bounds the memory
BT709 = 1  # how the standards number the colours of HD
# The fastest way that still smooths well: a film of 12 seconds has some 4 MB where 'veryfast' makes 1.6, in less time.
X264 = {"preset": "ultrafast", "crf": "18", "profile": "high", "x264-params": "cabac=1:deblock=1:8x8dct=1"}
VP9 = {"crf": "28", "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1"}
CODECS = {MP4: ("mp4", "libx264", X264), WEBM: ("webm", "libvpx-vp9", VP9), GIF: ("gif", "gif", {})}
LONGEST_BLOCK = 255  # bytes of a GIF's comment

Frames = Iterable[np.ndarray | None]
Sample = Iterable[np.ndarray]


def encode(
    file: IO[bytes], suffix: str, frames: Frames, size: tuple[int, int], fps: int, notes: str, sample: Sample = ()
) -> None:
    """Writes frames (tall, wide, 4), 8 bits each, to an open file as one of FORMATS; ``notes`` go into the file.

    None stands for the frame before, once more. A GIF's colours are chosen from ``sample``. While a frame is encoded,
    the next is drawn. Raises OSError where the file cannot take them.
    """
    try:
        _encode(file, suffix, frames, size, fps, notes, sample)
    except av.error.PyAVCallbackError as problem:
        raise _first(problem) from None
    if suffix == GIF:
        _comment(file, notes)


def _encode(
    file: IO[bytes], suffix: str, frames: Frames, size: tuple[int, int], fps: int, notes: str, sample: Sample
) -> None:
    kind, codec, options = CODECS[suffix]
    looping = {"loop": "0"} if suffix == GIF else {}
    with av.open(file, "w", format=kind, options=looping) as container, ThreadPoolExecutor(1) as worker:
        container.metadata["title"], container.metadata["comment"] = "Fall Line", notes
        stream = cast("VideoStream", container.add_stream(codec, rate=fps, options=options))  # as all of CODECS make
        stream.width, stream.height = size
        stream.pix_fmt = "pal8" if suffix == GIF else "yuv420p"
        if suffix != GIF:
            context = stream.codec_context
            context.thread_count = 2
            context.colorspace = context.color_primaries = context.color_trc = BT709
            context.color_range = ColorRange.MPEG
        ready = (_Paletted(sample, size, fps) if suffix == GIF else _Plain()).frame
        pool = _Pool(size, WAITING + 2)
        last: av.VideoFrame  # there is one from the first frame on, which is never None

        def write(count: int, drawn: av.VideoFrame | None) -> None:
            nonlocal last
            if drawn is not None:
                last = ready(drawn)
            last.pts, last.time_base = count, Fraction(1, fps)
            container.mux(stream.encode(last))

        waiting: deque[Future[None]] = deque()
        for count, pixels in enumerate(frames):
            waiting.append(worker.submit(write, count, None if pixels is None else pool.copy(pixels, count, fps)))
            if len(waiting) > WAITING:
                waiting.popleft().result()
        for each in waiting:
            each.result()
        container.mux(stream.encode(None))


def _first(problem: BaseException) -> BaseException:
    """What the file itself raised, of errors that led to each other."""
    before = problem.__cause__ or problem.__context__
    return problem if before is None or isinstance(problem, OSError) else _first(before)


class _Pool:
    """Frames that are used again and again, since making one costs more than filling it."""

    def __init__(self, size: tuple[int, int], many: int) -> None:
        self.frames = [av.VideoFrame(*size, "rgba") for _ in range(many)]

    def copy(self, pixels: np.ndarray, count: int, fps: int) -> av.VideoFrame:
        """The pixels as a frame of video."""
        frame = self.frames[count % len(self.frames)]
        tall, wide, _ = pixels.shape
        np.frombuffer(memoryview(frame.planes[0]), np.uint8).reshape(tall, -1, 4)[:, :wide] = pixels
        frame.pts, frame.time_base = count, Fraction(1, fps)
        return frame


class _Plain:
    """Frames in the colours of HD. A new frame each, since the encoder keeps some for a while."""

    def __init__(self) -> None:
        self.reformatter = VideoReformatter()

    def frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        how = {"dst_colorspace": Colorspace.ITU709, "dst_color_range": ColorRange.MPEG}
        return self.reformatter.reformat(frame, format="yuv420p", **how)


class _Paletted:
    """Frames in at most 256 colours, which are chosen once for the whole film."""

    def __init__(self, sample: Sample, size: tuple[int, int], fps: int) -> None:
        self.graph = Graph()
        self.source = _source(self.graph, size, fps)
        palette = _palette(sample, size, fps)
        shades = self.graph.add_buffer(
            width=palette.width, height=palette.height, format=palette.format, time_base=Fraction(1, fps)
        )
        use = self.graph.add("paletteuse", "dither=sierra2_4a:diff_mode=rectangle")
        sink = self.graph.add("buffersink")
        self.source.link_to(use, 0, 0)
        shades.link_to(use, 0, 1)
        use.link_to(sink)
        self.graph.configure()
        palette.pts, palette.time_base = 0, Fraction(1, fps)
        shades.push(palette)
        shades.push(None)

    def frame(self, frame: av.VideoFrame) -> av.VideoFrame:
        self.source.push(frame)
        return self.graph.vpull()


def _source(graph: Graph, size: tuple[int, int], fps: int) -> FilterContext:
    """Where a graph takes the drawn frames in."""
    return graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("rgba"), time_base=Fraction(1, fps))


def _palette(sample: Sample, size: tuple[int, int], fps: int) -> av.VideoFrame:
    graph = Graph()
    source, choose = _source(graph, size, fps), graph.add("palettegen", "reserve_transparent=0")
    sink = graph.add("buffersink")
    source.link_to(choose)
    choose.link_to(sink)
    graph.configure()
    for count, pixels in enumerate(sample):
        frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
        frame.pts, frame.time_base = count, Fraction(1, fps)
        source.push(frame)
    source.push(None)
    return graph.vpull()


def _comment(file: IO[bytes], notes: str) -> None:
    """Puts a comment into a GIF, behind its colours and before its first frame."""
    file.seek(0)
    head = file.read(13)
    colours = 3 * 2 ** ((head[10] & 7) + 1) if head[10] & 128 else 0
    file.seek(len(head) + colours)
    rest, words = file.read(), notes.encode()
    blocks = [words[first : first + LONGEST_BLOCK] for first in range(0, len(words), LONGEST_BLOCK)]
    file.seek(len(head) + colours)
    file.write(b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00" + rest)
