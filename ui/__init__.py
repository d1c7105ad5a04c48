"""The page: controls from settings, shell, callbacks."""
