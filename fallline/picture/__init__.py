"""What a picture of a race shows, shared by the page's Plotly figures and by films and figures."""

from fallline.picture.look import LARGE_FONT_PX, Look, Runs, runs_with_marks

__all__ = ["LARGE_FONT_PX", "Look", "Runs", "runs_with_marks"]
