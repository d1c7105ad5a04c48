"""Chunks compiled to machine code, and runs that use them where they exist and the eager reference path elsewhere."""
