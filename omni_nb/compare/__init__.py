"""Replies side by side, as values: what was asked where, what came, its measures. No screen and no server."""
