"""How controls change a scene and a view."""
