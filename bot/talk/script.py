"""The widget's one script, put together when the server starts: its parts, its style and its words.

Parts, so that each can be read alone; one file without a build step, so an old phone on a slow line asks once.
Comments stay here. Knows nothing of HTTP.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

PARTS = Path(__file__).parent / "widget"
ORDER = ("make", "keep", "line", "talk", "messages", "composer", "views", "look", "frame", "chat", "start")
TEXTS = ROOT / "data" / "widget" / "texts.yml"
LANGUAGES = ("en", "es")

Texts = dict[str, dict[str, str]]
Lines = list[dict[str, Any]]


def build_script() -> str:
    """The script that pages embed."""
    data = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    constants = {
        "TEXTS": {language: _choose(data["texts"], language) for language in LANGUAGES},
        "LINES": {language: _choose(data["lines"], language) for language in LANGUAGES},
        "STYLE": build_style(),
    }
    written = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in constants.items())
    parts = "\n".join(_drop_comments((PARTS / f"{name}.js").read_text(encoding="utf-8")) for name in ORDER)
    # The tag is known only while the script runs for the first time; where it came from is where the server is.
    tag = 'const TAG = document.currentScript;\nconst SERVER = new URL(".", TAG?.src || location.href).href;\n'
    return f'(() => {{\n"use strict";\n{tag}{written}{parts}}})();\n'


def build_style() -> str:
    """The style inside the script; also a file of its own for browsers that cannot take it from there."""
    style = (PARTS / "widget.css").read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", style, flags=re.S)).strip()


def load_lines(language: str = "en") -> Lines:
    """Whom "Get help now" names, for pages that must say it without the script."""
    return _choose(yaml.safe_load(TEXTS.read_text(encoding="utf-8"))["lines"], language)


def _choose(value: Any, language: str) -> Any:
    """The same data with every {en: ..., es: ...} replaced by its words in one language."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {name: _choose(part, language) for name, part in value.items()}
    if isinstance(value, list):
        return [_choose(part, language) for part in value]
    return value


def _drop_comments(code: str) -> str:
    return re.sub(r"^\s*//.*\n", "", code, flags=re.M)
