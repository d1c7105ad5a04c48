"""The routes that the page's scripts request, other than those of classes."""
