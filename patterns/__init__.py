"""How many starts are laid out around one: one file each; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Pattern, Shelf

shelf: Shelf[Pattern] = Shelf(__name__, Pattern, Path(__file__).parent)
