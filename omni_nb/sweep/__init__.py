"""Sweep: thousands of runs within a budget, written down as they come, never paid for twice."""
