"""gettext catalogues of the page's messages, one per language."""
