"""Running a request, without a screen: the worker thread, retries, what is learnt, turns."""
