"""What a film costs beside its own length, and beside matplotlib's own way to make it.

Run: python -m benchmarks.film [LINK]. Each film is made by the command `film` in a process of its own; the time
is that of the whole process, and its memory the most that the process had in use. The plain way redraws a figure
with the same surface, map and curves by FuncAnimation for every frame; it is timed on some frames of the film, evenly
spread, and the time is scaled up to all of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import matplotlib.pyplot as plt
import numpy as np
import psutil
from matplotlib.animation import AbstractMovieWriter, FuncAnimation

from fallline.analysis.plot_plane import plane_of
from fallline.core.locations import child_environment, module_command
from fallline.film import Filming, Movie
from fallline.picture import marked
from fallline.picture.surface import surface_of
from fallline.run import race
from fallline.scene.examples import opening
from fallline.view import read_link

SECONDS = 12
SAMPLED = 24  # frames of the plain way
MEBIBYTE = 2**20


def main(link: str) -> None:
    """Prints a line per film."""
    still = measured("camera at rest", link)
    measured("orbiting camera", link, "--camera", "orbit")
    measured("WebM, camera at rest", link, suffix=".webm")
    measured("GIF of 640x360 at 15 per second", link, "--size", "640x360", "--fps", "15", suffix=".gif")
    plain = by_func_animation(link)
    print(
        f"plain FuncAnimation, camera at rest: {plain:.0f} s, {plain / still:.0f} times as long (from {SAMPLED} frames)"
    )


def measured(words: str, link: str, *more: str, suffix: str = ".mp4") -> float:
    """Makes a film and prints its time and memory; returns the time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"film{suffix}"
        command = module_command("fallline", "film", link, "--out", str(out), "--seconds", str(SECONDS), *more)
        begun, most = time.perf_counter(), 0
        with subprocess.Popen(command, env=child_environment(), stdout=subprocess.DEVNULL) as process:
            watched = psutil.Process(process.pid)
            while process.poll() is None:
                try:
                    most = max(most, watched.memory_info().rss)
                except psutil.NoSuchProcess:
                    break
                time.sleep(0.05)
        passed, size = time.perf_counter() - begun, out.stat().st_size
    print(
        f"{words}: {passed:.1f} s for {SECONDS} s ({passed / SECONDS:.2f} x real time), at most "
        f"{most / MEBIBYTE:.0f} MiB, {size / 1e6:.1f} MB"
    )
    return passed


class _Writer(AbstractMovieWriter):
    """Encodes a figure's frames as the project's films are, so that only the drawing differs."""

    def setup(self, fig: plt.Figure, outfile: str, dpi: float | None = None) -> None:
        super().setup(fig, outfile, dpi=dpi)
        self.container = av.open(outfile, "w")
        self.stream = self.container.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "18"})
        self.stream.width, self.stream.height, self.stream.pix_fmt = 1920, 1080, "yuv420p"

    def grab_frame(self, **savefig_kwargs: object) -> None:
        self.fig.canvas.draw()
        pixels = np.ascontiguousarray(np.asarray(self.fig.canvas.buffer_rgba()))
        self.container.mux(self.stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgba")))

    def finish(self) -> None:
        self.container.mux(self.stream.encode(None))
        self.container.close()


def by_func_animation(link: str) -> float:
    """Seconds that matplotlib's own animation of the same race would take."""
    scene, view = read_link(link)
    runs = race(scene)
    filming = Filming(seconds=SECONDS)
    movie = Movie(scene, view, filming)
    counts = np.linspace(0, filming.frames - 1, SAMPLED).astype(int)
    plt.switch_backend("Agg")
    figure = plt.figure(figsize=(19.2, 10.8), dpi=100)
    draw = _plain(figure, scene, view, runs)
    animation = FuncAnimation(figure, lambda count: draw(movie.moment(count)[0]), frames=counts, blit=False)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        animation.save(os.fspath(Path(folder) / "plain.mp4"), writer=_Writer(fps=30))
        passed = time.perf_counter() - begun
    return passed / SAMPLED * filming.frames


def _plain(figure: plt.Figure, scene, view, runs):  # noqa: ANN001, ANN202 - a script's inner part
    """A surface, a map and two curves, as a notebook would have them."""
    plane = plane_of(scene, runs, view.plane, view.box)
    drawn = surface_of(scene, plane, view)
    x, y = np.meshgrid(drawn.x, drawn.y)
    space, flat = figure.add_subplot(2, 2, 2, projection="3d"), figure.add_subplot(2, 2, 1)
    curves = [figure.add_subplot(2, 2, 3), figure.add_subplot(2, 2, 4)]
    space.plot_surface(x, y, drawn.drawn, cmap="viridis", rcount=91, ccount=91)
    flat.contourf(x, y, drawn.drawn, 22)
    lines = []
    for _, run, mark in marked(runs):
        path = plane.seen(run.x)[:, 0]
        height = drawn.transform.of(run.f)[:, 0]
        values = (run.gap[:, 0], run.step_size[:, 0])
        lines.append((path, height, values, space.plot([], [], [], color=mark.light)[0], flat.plot([], [])[0]))
        for axes, value in zip(curves, values, strict=True):
            axes.semilogy(value, alpha=0)
    steps = np.arange(scene.steps + 1)
    drawing = [[axes.plot([], [])[0] for axes in curves] for _ in runs]

    def draw(t: int) -> None:
        for (path, height, values, spatial, planar), own in zip(lines, drawing, strict=True):
            spatial.set_data_3d(path[: t + 1, 0], path[: t + 1, 1], height[: t + 1])
            planar.set_data(path[: t + 1].T)
            for line, value in zip(own, values, strict=True):
                line.set_data(steps[: t + 1], value[: t + 1])

    return draw


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else opening.link)
