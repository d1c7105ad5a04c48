"""The page: its layout, its controls, and the data of a race that it shows."""
