"""Blind listening: the test in a notebook and in a page of its own, its folder on disk, its results."""
