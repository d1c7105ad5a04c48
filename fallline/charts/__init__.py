"""Plotly figures beyond the panels of a race: sweeps, and the pages of reports."""
