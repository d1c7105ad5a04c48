"""The state of the page: how changed controls change a scene and a view."""
