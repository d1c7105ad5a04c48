"""Films and figures of a race, drawn without a browser."""

from film.movie import Filming, Movie, film

__all__ = ["Filming", "Movie", "film"]
