"""Analysis of finished races and of landscapes: ideal steps, measures, diagnoses, plot planes, sweeps."""
