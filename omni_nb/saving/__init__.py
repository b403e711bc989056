"""A conversation as files that need no notebook: Markdown, a page that plays offline, a zip, captions, the sound."""
