"""Figures: valid files with vectors or the requested pixels, and with the link of their race."""

import re
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pytest
from PIL import Image

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.film import FigureOptions, render_figure, write_figure
from fallline.film.figure import FIGURE_SUFFIXES, PARTS_BY_CHOICE
from fallline.view import read_link

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120&t=40"
SVG = "{http://www.w3.org/2000/svg}"


def render(suffix, link=LINK, **options):
    return render_figure(suffix, *read_link(link), FigureOptions(**options))[1]


def streams(pdf):
    """Return the drawing commands of a pdf's pages as text."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(each) for each in found if each[:1] == b"x").decode("latin-1")


WITH_MAP = ("all", "plane")


@pytest.mark.slow
@pytest.mark.parametrize("part", list(PARTS_BY_CHOICE))
def test_an_svg_is_drawn_in_vectors(part):
    root = ET.fromstring(render(".svg", part=part))  # noqa: S314 - our own file
    assert root.tag == f"{SVG}svg"
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(180 / 25.4 * 72, rel=1e-4)
    assert len(root.findall(f".//{SVG}path")) > 20
    assert len(root.findall(f".//{SVG}image")) == (part in WITH_MAP)  # the shaded terrain of the map
    assert b"run=adam~lr:0.1" in render(".svg", part=part)


@pytest.mark.slow
@pytest.mark.parametrize("part", list(PARTS_BY_CHOICE)[::2])
def test_a_pdf_is_one_page_of_vectors(part):
    pdf = render(".pdf", part=part)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    box = [float(each) for each in re.search(rb"/MediaBox \[([^\]]+)\]", pdf)[1].split()]
    assert box[2:] == pytest.approx([180 / 25.4 * 72, 105 / 25.4 * 72], rel=1e-4)
    assert (b"/Subtype /Image" in pdf) == (part in WITH_MAP)  # the shaded terrain of the map
    assert len(re.findall(r" l\n", streams(pdf))) > 20


def test_a_png_has_the_requested_pixels_and_the_link(tmp_path):
    for dpi in (100, 250):
        write_figure(tmp_path / "one.png", *read_link(LINK), FigureOptions(wide=120, tall=80, dpi=dpi))
        with Image.open(tmp_path / "one.png") as picture:
            assert picture.size == (round(120 / 25.4 * dpi), round(80 / 25.4 * dpi))
            assert picture.info["dpi"] == pytest.approx((dpi, dpi), rel=0.01)
            link = picture.text["Description"].partition("/?")[2].strip()
    assert read_link(link) == read_link(LINK)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FIGURE_SUFFIXES)
def test_a_figure_rendered_twice_gives_the_same_bytes(suffix):
    assert render(suffix) == render(suffix)


def render_pixels(tmp_path, link=LINK, **options):
    (tmp_path / "one.png").write_bytes(render(".png", link, dpi=60, **options))
    with Image.open(tmp_path / "one.png") as picture:
        return np.asarray(picture).astype(int)


@pytest.mark.slow
def test_styles_and_steps_look_different(tmp_path):
    light, dark, plain = (render_pixels(tmp_path, style=style) for style in ("light", "dark", "print"))
    assert dark.mean() < 70
    assert light.mean() > 180
    background = plain[plain.shape[0] // 5 : plain.shape[0] // 2, plain.shape[1] // 10 : plain.shape[1] // 3]
    assert np.median(np.ptp(background, axis=-1)) == 0  # the terrain is grey
    assert np.abs(light - render_pixels(tmp_path, link=LINK.replace("t=40", "t=41"))).max() > 60
    end = LINK.replace("&t=40", "")
    assert (render_pixels(tmp_path, link=end) == render_pixels(tmp_path, link=f"{end}&t=120")).mean() > 0.99


BAD = (
    ("--out figure.jpg", "must end in .png, .svg, .pdf"),
    ("--out nowhere/figure.png", "cannot be written"),
    ("--out figure.png --size 5x5", "at least 20"),
    ("--out figure.png --size wide", "must be width x height"),
    ("--out figure.png --dpi 5", "at least 30"),
    ("--out figure.png --size 2000x2000 --dpi 600", "at most 60,000,000"),
)


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_a_figure_that_cannot_be_made_is_refused_with_a_message_and_leaves_no_file(
    arguments, message, run_refused_command
):
    assert message in run_refused_command("figure", LINK, *arguments.split())


@pytest.mark.slow
def test_the_shell_writes_a_figure_of_each_format(tmp_path):
    for suffix in FIGURE_SUFFIXES:
        assert app.main(["figure", LINK, "--out", str(tmp_path / f"one{suffix}"), "--dpi", "60"]) == 0
        assert (tmp_path / f"one{suffix}").stat().st_size > 5000


def test_a_figure_without_parts_is_refused():
    with pytest.raises(BadInput, match="no part"):
        render(".png", f"{LINK}&hide=plane,space,numbers,loss,step_size")
