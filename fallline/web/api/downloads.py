"""Routes of files that are made at once: figures, numbers of a race, standalone HTML pages, scripts."""

from __future__ import annotations

import io
import mimetypes
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from flask import Flask, Response, request, send_file
from PIL import Image

from fallline.core import BadInput, Sentence, settings_of
from fallline.core.deadline import check_time
from fallline.files.csv_table import POINT
from fallline.files.names import race_file_name
from fallline.files.scripts import generate_lab_script, generate_torch_script
from fallline.files.traces import check_file, encode_race_parts
from fallline.film import FigureOptions, FilmOptions, render_figure
from fallline.film.encode import FILM_SUFFIXES
from fallline.film.figure import ALL, FIGURE_SUFFIXES
from fallline.film.film import FilmRenderer
from fallline.run import race, settle_minima
from fallline.web.api.request_link import read_request_link
from fallline.web.i18n import say
from fallline.web.messages import Exports, Scripts
from fallline.web.operations.gate import ComputeGate, busy_response
from fallline.web.operations.limits import Limits
from fallline.web.pages.standalone import build_standalone_page

PREVIEW_WIDTH_PX = 1280  # of a film's frame
MAX_BYTES_IN_MEMORY = 2**20  # of a file with numbers; larger ones lie in a temporary file until they are sent
NO_ROOM_TEXT = Sentence("The server has no room for the file at present; ask again in a moment, or for fewer numbers.")


def add_download_routes(server: Flask, limits: Limits, gate: ComputeGate) -> None:
    """Add the routes of downloads to a server; the files are made in the gate."""
    server.add_url_rule("/race<suffix>", "race", gate.guard(partial(_send_race, limits)))
    server.add_url_rule("/figure<suffix>", "figure", gate.guard(partial(_send_figure, limits)))
    server.add_url_rule("/film-frame.png", "film_frame", gate.guard(partial(_send_film_frame, limits)))
    server.add_url_rule("/page", "page", gate.guard(partial(_send_page, limits)))
    server.add_url_rule("/scripts", "scripts", gate.guard(partial(_send_scripts, limits)))
    server.add_url_rule("/exports", "exports", gate.guard(partial(_send_exports, limits)))


def _send_race(limits: Limits, suffix: str) -> Response | tuple[dict[str, str], int, dict[str, str]]:
    """Return all numbers of a link's race as a file: /race.csv, /race.json or /race.npz.

    The argument ``decimal`` is the sign in the numbers of a csv file, 'point' or 'comma'.
    """
    decimal = request.args.get("decimal", POINT)
    suffix = check_file(Path(f"race{suffix}"), decimal)
    scene, view = read_request_link(limits)
    limits.check_numbers(scene)
    scene = settle_minima(scene)
    parts = encode_race_parts(suffix, scene, race(scene), view.drawn_box(scene.landscape), decimal)
    return _send_parts(parts, race_file_name(scene, suffix))


def _send_figure(limits: Limits, suffix: str) -> Response:
    """Return a link's race at its step as /figure.png, /figure.svg or /figure.pdf.

    The request's other arguments are settings of ``FigureOptions``, or its size.
    """
    settings = {name: value for name, value in request.args.items() if name != "link"}
    options, suffix = FigureOptions.read(settings), suffix.lower()
    scene, view = read_request_link(limits)
    _, figure = render_figure(suffix, scene, view, options)
    return _attachment(figure, race_file_name(scene, suffix, "" if options.part == ALL else options.part))


def _send_film_frame(limits: Limits) -> Response:
    """Return the frame of a link's film that shows the link's step, as a picture at most PREVIEW_WIDTH_PX wide.

    The request's other arguments are settings of ``FilmOptions``, or its size, and ``suffix`` is that of the film.
    """
    settings = {name: value for name, value in request.args.items() if name not in ("link", "suffix")}
    options = FilmOptions.read(settings)
    options.check(request.args.get("suffix", "").lower())
    limits.check_film(options)
    scene, view = read_request_link(limits)
    pixels = FilmRenderer(scene, view, options).render_step(scene.steps if view.t < 0 else view.t)
    picture = Image.fromarray(pixels[..., :3])
    picture.thumbnail((PREVIEW_WIDTH_PX, PREVIEW_WIDTH_PX), reducing_gap=2.0)
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return Response(file.getvalue(), mimetype="image/png")


def _send_page(limits: Limits) -> Response:
    """Return a link's race as one HTML file, in the theme of the argument ``theme``. Raises BadInput if too large."""
    scene, view = read_request_link(limits)
    page = build_standalone_page(scene, view, request.args.get("theme", "light"))
    return _attachment(page.content, race_file_name(scene, ".html"))


def _send_scripts(limits: Limits) -> Scripts:
    """Return a link's race as Python scripts, or why there is none for plain torch."""
    scene, _ = read_request_link(limits)
    try:
        return {"lab": {"code": generate_lab_script(scene)}, "torch": {"code": generate_torch_script(scene)}}
    except BadInput as problem:
        return {"lab": {"code": generate_lab_script(scene)}, "torch": {"problem": say(problem.sentence)}}


def _send_exports(limits: Limits) -> Exports:
    """Return the settings of films and figures, and the suffixes of their files, with the name of a link's race."""
    return {
        "fileStem": race_file_name(read_request_link(limits)[0], ""),
        "film": {"settings": [asdict(each) for each in settings_of(FilmOptions)], "suffixes": FILM_SUFFIXES},
        "figure": {"settings": [asdict(each) for each in settings_of(FigureOptions)], "suffixes": FIGURE_SUFFIXES},
    }


def _send_parts(parts: Iterable[bytes], name: str) -> Response | tuple[dict[str, str], int, dict[str, str]]:
    """Return a file that is written some at a time, and is sent from the disk, so that little of it is in memory.

    It is complete before its first byte is sent: an error becomes an ordinary answer, and a slow client waits for
    nothing that is computed.
    """
    file = tempfile.SpooledTemporaryFile(MAX_BYTES_IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        for part in parts:
            check_time()
            file.write(part)
        size = file.tell()
        file.seek(0)
        if size <= MAX_BYTES_IN_MEMORY:
            with file:
                return _attachment(file.read(), name)
    except OSError:
        file.close()
        return busy_response(NO_ROOM_TEXT)
    except BaseException:
        file.close()
        raise
    response = send_file(file, mimetype=_mime_type(name), as_attachment=True, download_name=name)
    response.content_length = size
    return response


def _attachment(data: bytes, name: str) -> Response:
    response = Response(data)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.mimetype = _mime_type(name)
    return response


def _mime_type(name: str) -> str:
    return mimetypes.types_map.get(Path(name).suffix, "application/octet-stream")
