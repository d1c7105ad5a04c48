"""The command line: `python app.py`, `python -m fallline` and `fallline` run the same commands."""
