"""Films and figures of a race, rendered without a browser."""

from fallline.film.figure import FigureOptions, render_figure, write_figure
from fallline.film.film import FilmOptions, FilmRenderer, write_film

__all__ = ["FigureOptions", "FilmOptions", "FilmRenderer", "render_figure", "write_figure", "write_film"]
