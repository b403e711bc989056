"""Whose a host is, how it writes the protocol, and whose a key is: dated data from `services.toml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from omni_nb.catalog.data import table

DialectName = Literal["dashscope", "openai", "openrouter", "vllm-omni", "sglang-omni", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A service known by its host name.

    Attributes:
        id: As in `Omni(server=…)`.
        name: For people.
        suffixes: Its host names; one with a dot in front stands for its sub-domains.
        regions: Region to base URL, the usual one first; empty where there are none.
        url: The base URL where no region is named.
        makes_sdk: The SDK is its own: what that adds to a request is meant for it.
    """

    id: str
    name: str
    suffixes: tuple[str, ...]
    dialect: DialectName
    key_variable: str
    regions: Mapping[str, str]
    url: str
    makes_sdk: bool = False

    def has(self, hostname: str) -> bool:
        """The host is one of its own."""
        return any(_belongs(hostname, suffix) for suffix in self.suffixes)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOwner:
    """A company whose keys tell by their first letters that they are its own."""

    name: str
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]

    def has(self, hostname: str) -> bool:
        """The host is one of its own."""
        return any(_belongs(hostname, suffix) for suffix in self.suffixes)


@functools.cache
def hosts() -> tuple[Host, ...]:
    """Every service that is known; the first is where a request goes when none is named."""
    found = []
    for entry in table("services")["hosts"]:
        given = {**entry, "regions": MappingProxyType(entry.get("regions", {}))}
        given["suffixes"] = tuple(given.pop("suffix"))
        found.append(Host(**{"url": next(iter(given["regions"].values()), ""), **given}))
    return tuple(found)


def host(hostname: str) -> Host | None:
    """The service that owns this host name, or None."""
    return next((h for h in hosts() if h.has(hostname)), None)


def host_called(id: str) -> Host | None:
    """The service of that id (`Omni(server=…)`), or None."""
    return next((h for h in hosts() if h.id == id), None)


def default_host() -> Host:
    """Where a request goes when no server is named."""
    return hosts()[0]


@functools.cache
def key_owners() -> tuple[KeyOwner, ...]:
    """Whose keys begin how."""
    return tuple(
        KeyOwner(name=e["name"], prefixes=tuple(e["prefixes"]), suffixes=tuple(e["suffix"]))
        for e in table("services")["keys"]
    )


def guessed_dialect(model_id: str) -> DialectName:
    """How whoever serves a model of that id probably writes the protocol."""
    found: DialectName = next(
        g["dialect"] for g in table("services")["guesses"] if re.search(g["pattern"], model_id, re.IGNORECASE)
    )
    return found


def _belongs(hostname: str, suffix: str) -> bool:
    # a bare name matches itself and its sub-domains, never `evil-api.openai.com.example`
    return hostname == suffix.lstrip(".") or hostname.endswith("." + suffix.lstrip("."))
