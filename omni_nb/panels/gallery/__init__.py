"""The gallery: the voices of a model, to hear, filter and pick."""
