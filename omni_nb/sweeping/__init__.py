"""Sweeping: a sweep is planned, told what it costs, run, shown while it runs, and read afterwards."""
