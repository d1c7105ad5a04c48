"""Comparisons that benchmark authors would believe: what is run, carried out anywhere, and what it says."""
