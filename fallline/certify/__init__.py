"""Proofs of global minima by interval arithmetic and branch and bound."""
