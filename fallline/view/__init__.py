"""Views: how a scene is shown, and links, which hold a scene and a view."""

from fallline.view.link import read_link, write_link
from fallline.view.view import View

__all__ = ["View", "read_link", "write_link"]
