"""Comparisons of optimizers: plans, jobs, pools of workers, statistics, tables and summaries."""
