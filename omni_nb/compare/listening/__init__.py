"""Blind listening: votes, and what they say about the voices."""
