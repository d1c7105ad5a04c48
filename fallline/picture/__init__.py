"""What a picture of a race shows, whoever paints it: Plotly on the page, the renderer of films and figures."""

from fallline.picture.look import LARGE, Look, Runs, marked

__all__ = ["LARGE", "Look", "Runs", "marked"]
