"""What can be computed once a race is over, or about a landscape: ideal steps, measures, diagnoses, planes, sweeps."""
