"""What we send: the catalog, media, parts and the check before sending. Knows no wire format."""
