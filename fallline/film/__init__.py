"""Films and figures of a race, drawn without a browser."""

from fallline.film.movie import Filming, Movie, film
from fallline.film.still import Drawing, drawn, figure

__all__ = ["Drawing", "Filming", "Movie", "drawn", "figure", "film"]
