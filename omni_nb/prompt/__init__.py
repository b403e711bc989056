"""What we send: media, parts and the check before sending. Knows no wire format."""
