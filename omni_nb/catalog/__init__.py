"""What is known of models, voices, hosts, keys, limits and prices: dated data, and no code that knows any by name.

catalog.model("…"), catalog.models()          what is known of a model, of all; `.voices`, `.price`, `.audio.max_s`
catalog.default_model(), catalog.model_for()  the model to take where nobody named one
catalog.host("…"), catalog.hosts()            whose a host is, its dialect, where its key is looked for
catalog.limits(), catalog.inline_limit("…")   what holds for every model, and for a dialect's servers
"""

from omni_nb.catalog.bounds import (
    FrameLimit,
    Limits,
    MediaLimit,
    TokenRates,
    gateway_limit,
    inline_file_limit,
    inline_limit,
    limits,
)
from omni_nb.catalog.data import nearest
from omni_nb.catalog.languages import greeting, is_chinese, language_name
from omni_nb.catalog.model_list import Model, Price, Thinking, currency, date, model, model_with, models
from omni_nb.catalog.roles import Role, default_model, model_for
from omni_nb.catalog.sentences import Sentence, sentences
from omni_nb.catalog.services import (
    DialectName,
    Host,
    KeyOwner,
    default_host,
    host,
    host_called,
    hosts,
    key_owners,
)
from omni_nb.catalog.voice_list import Voice, gender_word

__all__ = [
    "DialectName",
    "FrameLimit",
    "Host",
    "KeyOwner",
    "Limits",
    "MediaLimit",
    "Model",
    "Price",
    "Role",
    "Sentence",
    "Thinking",
    "TokenRates",
    "Voice",
    "currency",
    "date",
    "default_host",
    "default_model",
    "gateway_limit",
    "gender_word",
    "greeting",
    "host",
    "host_called",
    "hosts",
    "inline_file_limit",
    "inline_limit",
    "is_chinese",
    "key_owners",
    "language_name",
    "limits",
    "model",
    "model_for",
    "model_with",
    "models",
    "nearest",
    "sentences",
]
