"""The commands: `python app.py`, `python -m fallline` and `fallline` are the same."""
