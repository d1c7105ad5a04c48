"""The fonts of films and figures: text widths, and cached coverage masks of text."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import ImageFont
from scipy import ndimage

FONT_FOLDER = Path(mpl.get_data_path()) / "fonts/ttf"
# The font's file by ``bold``. All its digits have one width.
FONT_FILES = {False: FONT_FOLDER / "DejaVuSans.ttf", True: FONT_FOLDER / "DejaVuSans-Bold.ttf"}


def dilate_mask(mask: np.ndarray, radius: int) -> np.ndarray:
    """Return a coverage mask whose shapes are grown by ``radius`` pixels; it is 2 * radius higher and wider."""
    return ndimage.grey_dilation(np.pad(mask, radius), footprint=_disc(radius))


@cache
def _disc(radius: int) -> np.ndarray:
    offsets = np.arange(-radius, radius + 1)
    return np.hypot(*np.meshgrid(offsets, offsets)) <= radius + 0.5


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text, in the unit in which the font size ``size`` is given."""
    return _font(100.0, bold).getlength(text) * size / 100


@lru_cache(maxsize=256)
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[bold], size)


def font_ascent(size: float, bold: bool) -> int:
    """Return the number of pixel rows of a text mask above the baseline, at a font size ``size`` in pixels."""
    return _font(size, bold).getmetrics()[0]


@lru_cache(maxsize=4096)
def _glyph_mask(letter: str, size: float, bold: bool) -> np.ndarray:
    """Return the coverage (height, width) of one letter, 0 to 1, as wide as the letter's advance in pixels."""
    font = _font(size, bold)
    width, height = max(round(font.getlength(letter)), 1), sum(font.getmetrics())
    cover = np.zeros((height, width), dtype=np.float32)
    mask, (left, top) = font.getmask2(letter, mode="L", anchor="la")
    if 0 not in mask.size:
        drawn = np.asarray(mask, dtype=np.float32).reshape(mask.size[1], mask.size[0]) / 255
        left = max(left, 0)
        drawn = drawn[: height - top, : width - left]
        cover[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return cover


def text_mask(text: str, size: float, bold: bool) -> np.ndarray:
    """Return the coverage (height, width) of a text, 0 to 1, float32, one entry per pixel; ``size`` is in pixels."""
    return np.concatenate([_glyph_mask(each, size, bold) for each in text or " "], axis=1)
