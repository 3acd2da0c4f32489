"""Arrows point down only: edges over rooms over the floor. Read from the imports, so nobody has to remember."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.settings import ROOT

EDGES = {"channels", "nlu", "talk", "console", "chores", "__main__"}
ROOMS = {"safety", "coaching", "directory", "content", "sms", "language", "evaluation"}
FLOOR = ["settings", "messages", "encoder", "privacy", "store"]  # each may use those before it
# Plain dataclasses that the store hands out; a room may know them, as it knows bot/messages.py.
SHAPES = "_shapes"
# An edge that puts others together: the server joins channels and NLU, chores start whatever they are named after.
JOINERS = {"talk", "chores", "__main__"}
FOREIGN = {
    "rooms": {"rasa", "rasa_sdk", "sanic", "starlette", "sqlalchemy"},
    "console": {"rasa", "rasa_sdk", "spacy", "tensorflow", "sanic", "ctranslate2"},
}


def list_imports(source: str) -> set[str]:
    """Every module that a source imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def find_wrong_arrows(part: str, imports: set[str]) -> list[str]:
    """The imports that a file of this part of bot/ may not have."""
    wrong = [name for name in imports if name.split(".")[0] == "actions"]
    ours = {name.split(".")[1] for name in imports if name.startswith("bot.") and name.count(".")}
    if part in ROOMS:
        wrong += [name for name in ours if name in EDGES]
        wrong += [name for name in imports if name.startswith("bot.store.") and SHAPES not in name]
        wrong += [name for name in imports if name.split(".")[0] in FOREIGN["rooms"]]
    elif part in FLOOR:
        allowed = set(FLOOR[: FLOOR.index(part) + 1])
        wrong += [name for name in ours if name not in allowed and name != part]
    elif part not in JOINERS:
        wrong += [name for name in ours if name in EDGES - {part}]
    if part == "console":
        wrong += [name for name in imports if name.split(".")[0] in FOREIGN["console"]]
    if part != "store" and part not in JOINERS:
        wrong += [name for name in imports if name.split(".")[0] in ("sqlalchemy", "alembic")]
    return sorted(set(wrong))


def list_files() -> list[Path]:
    return [path for path in sorted((ROOT / "bot").rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", list_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_down(path):
    part = path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")
    assert find_wrong_arrows(part, list_imports(path.read_text())) == []


@pytest.mark.parametrize("path", sorted((ROOT / "actions").rglob("*.py")), ids=lambda path: path.name)
def test_actions_stay_off_the_other_edges(path):
    ours = {name.split(".")[1] for name in list_imports(path.read_text()) if name.startswith("bot.")}
    assert ours & EDGES == set()


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("safety", "from bot.store.session import unit_of_work"),
        ("coaching", "import rasa"),
        ("sms", "def late():\n    from sanic import Sanic"),
        ("privacy", "from bot.store import peers"),
        ("channels", "from bot.console import app"),
        ("console", "import spacy"),
        ("nlu", "from actions import base"),
        ("channels", "from sqlalchemy import select"),
    ],
)
def test_the_guard_sees_an_arrow_that_points_up(part, source):
    assert find_wrong_arrows(part, list_imports(source))
