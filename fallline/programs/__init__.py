"""Steps compiled to machine code, and the entry points that use it where it is there: the reference path otherwise."""
