"""Views: how a scene is shown, and links, which hold a scene and a view."""

from fallline.view.link import PICTURE_WORDS, LinkReading, parse_link, read_link, write_link
from fallline.view.view import View

__all__ = ["PICTURE_WORDS", "LinkReading", "View", "parse_link", "read_link", "write_link"]
