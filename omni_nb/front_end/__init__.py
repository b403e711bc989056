"""Which front end shows what we show, and what it can do: the one place that tells them apart."""
