"""Running a request, without a screen: the event loop, retries, what is learnt, turns."""
