"""Time and memory of making a film, compared with matplotlib's FuncAnimation.

Run: python -m benchmarks.film [LINK]. Each film is made by the command `film` in its own process; time and peak memory
are those of the whole process. FuncAnimation draws a figure with the same surface, map and curves for SAMPLED frames,
evenly spread over the film; its time is scaled to all frames.

Prints one line per kind of film (camera at rest, orbiting camera, WebM, GIF) with seconds, the ratio to the film's
length, peak memory and file size; then the time of FuncAnimation.
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

from fallline.analysis.plot_plane import find_plane
from fallline.core.locations import child_environment, module_command
from fallline.film import FilmOptions, FilmRenderer
from fallline.picture import runs_with_marks
from fallline.picture.surface import build_surface
from fallline.run import race
from fallline.scene.examples import opening_example
from fallline.view import read_link

FILM_S = 12  # length of each film
SAMPLED = 24  # frames drawn by FuncAnimation
MEBIBYTE = 2**20


def main(link: str) -> None:
    """Print the measurements, a line per film."""
    still_s = measure_film("camera at rest", link)
    measure_film("orbiting camera", link, "--camera", "orbit")
    measure_film("WebM, camera at rest", link, suffix=".webm")
    measure_film("GIF of 640x360 at 15 per second", link, "--size", "640x360", "--fps", "15", suffix=".gif")
    func_animation_s = measure_func_animation(link)
    print(
        f"FuncAnimation, camera at rest: {func_animation_s:.0f} s, {func_animation_s / still_s:.0f} times as long "
        f"(from {SAMPLED} frames)"
    )


def measure_film(label: str, link: str, *options: str, suffix: str = ".mp4") -> float:
    """Make a film by the command line, print its time, memory and size, and return the time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"film{suffix}"
        command = module_command("fallline", "film", link, "--out", str(out), "--seconds", str(FILM_S), *options)
        begin, peak_bytes = time.perf_counter(), 0
        with subprocess.Popen(command, env=child_environment(), stdout=subprocess.DEVNULL) as process:
            watched = psutil.Process(process.pid)
            while process.poll() is None:
                try:
                    peak_bytes = max(peak_bytes, watched.memory_info().rss)
                except psutil.NoSuchProcess:
                    break
                time.sleep(0.05)
        elapsed_s, size = time.perf_counter() - begin, out.stat().st_size
    print(
        f"{label}: {elapsed_s:.1f} s for {FILM_S} s ({elapsed_s / FILM_S:.2f} x real time), peak memory "
        f"{peak_bytes / MEBIBYTE:.0f} MiB, {size / 1e6:.1f} MB"
    )
    return elapsed_s


class _Writer(AbstractMovieWriter):
    """A writer that encodes frames like Fall Line's films, so that only the time of drawing differs."""

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


def measure_func_animation(link: str) -> float:
    """Return the seconds in which FuncAnimation would make a film of the same race."""
    scene, view = read_link(link)
    runs = race(scene)
    options = FilmOptions(seconds=FILM_S)
    film = FilmRenderer(scene, view, options)
    frames = np.linspace(0, options.frame_count - 1, SAMPLED).astype(int)
    plt.switch_backend("Agg")
    figure = plt.figure(figsize=(19.2, 10.8), dpi=100)
    draw = _draw_figure(figure, scene, view, runs)
    animation = FuncAnimation(figure, lambda frame: draw(film.step_and_orbit(frame)[0]), frames=frames, blit=False)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        animation.save(os.fspath(Path(folder) / "plain.mp4"), writer=_Writer(fps=30))
        elapsed_s = time.perf_counter() - begin
    return elapsed_s / SAMPLED * options.frame_count


def _draw_figure(figure: plt.Figure, scene, view, runs):  # noqa: ANN001, ANN202 - a script's inner part
    """Plot a surface, a map and two curves as in a notebook; return the function that updates them to a step."""
    plane = find_plane(scene, runs, view.plane, view.box)
    surface = build_surface(scene, plane, view)
    x, y = np.meshgrid(surface.x, surface.y)
    space, flat = figure.add_subplot(2, 2, 2, projection="3d"), figure.add_subplot(2, 2, 1)
    curves = [figure.add_subplot(2, 2, 3), figure.add_subplot(2, 2, 4)]
    space.plot_surface(x, y, surface.heights, cmap="viridis", rcount=91, ccount=91)
    flat.contourf(x, y, surface.heights, 22)
    lines = []
    for _, run, mark in runs_with_marks(runs):
        path = plane.project(run.x)[:, 0]
        height = surface.transform.to_height(run.f)[:, 0]
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
    main(sys.argv[1] if len(sys.argv) > 1 else opening_example.link)
