"""Classes: one presenter shows a race to many students."""
