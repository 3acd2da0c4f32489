"""The names of towns and counties, kept as one small list: the postal package costs 60 MB of memory once it is asked.

Made once in a process of its own (`python -m bot.nlu.place_names STATE FILE`), by `prepare` or by the first start.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.language.spelling import split_words
from bot.settings import ROOT

NICKNAMES = ROOT / "data" / "resources" / "places.yml"
CUES = ROOT / "data" / "language" / "towns.yml"


@dataclass(frozen=True)
class PlaceNames:
    """`near`: what is said -> the place's own name, in the home state. `elsewhere`: towns of the whole country.

    Everything that is said stands as `join_words` writes it.
    """

    near: dict[str, str]
    elsewhere: frozenset[str]
    everyday: frozenset[str]  # names that are also plain words or people's names
    cues: Mapping[str, frozenset[str]]  # words around a place that tell it from something else, by what they tell


def join_words(text: str) -> str:
    """A phrase as it is compared: plain words in the singular, single spaces."""
    return " ".join(word for word, _, _ in split_words(text))


def write_place_names(state: str, path: Path) -> None:
    """Read the postal package and write what is needed of it. Heavy: for a process that ends afterwards."""
    import zipcodes

    rows = zipcodes.list_all()
    near = {}
    for row in rows:
        if row["state"] == state and row["active"]:
            near[row["county"]] = row["county"]
            near.update({name: name for name in (row["city"], *row["acceptable_cities"])})
    elsewhere = sorted({join_words(row["city"]) for row in rows if row["active"]})
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_text(json.dumps({"near": near, "elsewhere": elsewhere}), encoding="utf-8")
    written.replace(path)


def load_place_names(state: str, folder: Path) -> PlaceNames:
    """The place names of `state`; the list is made first where it is not there yet."""
    path = folder / f"place-names-{state}.json"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "bot.nlu.place_names", state, str(path)], check=True, cwd=ROOT)
    listed = json.loads(path.read_text(encoding="utf-8"))
    also = yaml.safe_load(NICKNAMES.read_text(encoding="utf-8"))
    near = dict(also["nicknames"].get(state, {}))
    for region in also["regions"]:
        if region["state"] == state:
            near.update(dict.fromkeys((region["name"], *map(str, region["also"])), region["name"]))
    near.update(listed["near"])
    own = yaml.safe_load(CUES.read_text(encoding="utf-8"))["towns"]
    everyday = (*also["everyday"], *own.pop("careful"))
    return PlaceNames(
        near={join_words(said): name for said, name in near.items()},
        elsewhere=frozenset(listed["elsewhere"]),
        everyday=frozenset(join_words(str(name)) for name in everyday),
        cues={kind: frozenset(map(join_words, words)) for kind, words in own.items()},
    )


if __name__ == "__main__":
    write_place_names(sys.argv[1], Path(sys.argv[2]))
