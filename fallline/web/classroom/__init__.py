"""Classes: one presenter, many followers."""
