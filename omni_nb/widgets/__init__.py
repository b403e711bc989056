"""Single widgets: each a Python file with its JavaScript beside it. Decide in Python, draw in JavaScript."""
