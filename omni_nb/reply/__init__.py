"""What came back: the fold of events into one value, its timing, usage and cost."""
