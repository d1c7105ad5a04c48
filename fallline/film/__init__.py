"""Films and figures of a race, rendered without a browser."""

from fallline.film.figure import FigureOptions, render_figure, write_figure
from fallline.film.film import Film, FilmOptions, write_film

__all__ = ["FigureOptions", "Film", "FilmOptions", "render_figure", "write_figure", "write_film"]
