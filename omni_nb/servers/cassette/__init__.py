"""A cassette: answers of a server as they came, chunk by chunk with their times, kept as lines of text to be played again."""
