"""Plotly figures of sweeps, and the figures and pages of reports."""
