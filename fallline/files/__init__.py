"""A race as files: traces and their replay, and scripts that run the race."""
