"""Texts straight from data/responses/, for what must speak even when Rasa cannot: the fail-safe and the welcome."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.messages import Choice, Link, Outbound, name_choice
from bot.settings import ROOT

FOLDER = ROOT / "data" / "responses"


class Responses:
    """All responses by key. Each has variations; a variation may be bound to a channel or a language."""

    def __init__(self, variations: Mapping[str, list[dict[str, Any]]]):
        self._variations = variations

    def keys(self) -> list[str]:
        return sorted(self._variations)

    def variations(self, key: str) -> list[dict[str, Any]]:
        return self._variations[key]

    def say(self, key: str, channel: str = "widget", language: str = "en", **values: Any) -> Outbound:
        """The first variation of `key` for this language and channel, filled in. KeyError for an unknown key."""
        options = _choose_language(self._variations[key], language)
        chosen = next((option for option in options if option.get("channel") == channel), options[0])
        custom = chosen.get("custom") or {}
        return Outbound(
            text=chosen["text"].format(**values).strip(),
            choices=tuple(
                Choice(name_choice(button["payload"], button["title"]), button["title"], button["payload"])
                for button in chosen.get("buttons", ())
            ),
            links=tuple(Link(link["label"], link["url"]) for link in custom.get("links", ())),
            key=key,
        )


def _choose_language(options: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """The variations bound to this language, else those bound to none."""
    bound = [(option, _read_language(option)) for option in options]
    spoken = [option for option, of in bound if of == language]
    return spoken or [option for option, of in bound if of is None] or options


def _read_language(option: dict[str, Any]) -> str | None:
    return next((rule["value"] for rule in option.get("condition", ()) if rule.get("name") == "language"), None)


def read_responses(folder: Path = FOLDER) -> Responses:
    """Read every file of the folder. A key that stands twice is an error: Rasa would silently let one of them win."""
    found: dict[str, list[dict[str, Any]]] = {}
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for key, variations in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("responses", {}).items():
            if key in found:
                raise ValueError(f"response {key} stands in {origin[key]} and in {path.name}")
            found[key], origin[key] = variations, path.name
    return Responses(found)


@lru_cache(maxsize=1)
def load_responses() -> Responses:
    """The responses of this process."""
    return read_responses()
