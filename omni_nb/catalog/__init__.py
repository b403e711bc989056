"""What is known of models, voices, hosts, keys, limits and prices: dated data, and no code that knows any by name."""

from omni_nb.catalog.records import (
    Host,
    KeyOwner,
    MediaLimit,
    Model,
    Price,
    Thinking,
    Voice,
    date,
    host,
    key_owners,
    limit,
    model,
    models,
    nearest,
    raw,
    regions,
)

__all__ = [
    "Host",
    "KeyOwner",
    "MediaLimit",
    "Model",
    "Price",
    "Thinking",
    "Voice",
    "date",
    "host",
    "key_owners",
    "limit",
    "model",
    "models",
    "nearest",
    "raw",
    "regions",
]
