"""The history in a notebook: replies to browse, search, hear, mark, go on with, compare and delete."""
