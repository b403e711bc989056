"""The protocol: prompts to JSON, bytes to events. The only code that knows a vendor."""
