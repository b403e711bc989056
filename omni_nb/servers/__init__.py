"""Where replies come from: a real server by the SDK, or the built-in simulator."""
