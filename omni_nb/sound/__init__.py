"""Sound as plain values. Knows nothing of prompts, servers or notebooks."""
