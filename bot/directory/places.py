"""A place on the map, made of postal codes, and the names under which services say whom they are for.

A place lives only as long as the request it belongs to; nothing here stores one or logs one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bot.directory.words import plain
from bot.store.resource_shapes import PostalCode


@dataclass(frozen=True)
class Place:
    """Somewhere on the map. `areas` are the names under which services say whom they are for."""

    name: str
    kind: str  # zip, town, county, region, state
    state: str
    latitude: float
    longitude: float
    zone: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Whereabouts:
    """What a text says about a place: one place, or several it may mean, or "here", or nothing."""

    place: Place | None = None
    perhaps: tuple[Place, ...] = ()
    is_here: bool = False
    unknown: str = ""  # a ZIP or town that is on no map of ours
    words: frozenset[int] = frozenset()  # positions of the words that name it


def measure_miles(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 7917.5 * math.asin(math.sqrt(min(half, 1.0)))


def at_zip(code: PostalCode) -> Place:
    return Place(code.zip, "zip", code.state, code.latitude, code.longitude, code.zone, _areas_of([code]))


def make_town(codes: Sequence[PostalCode], name: str = "") -> Place:
    return make_area(codes, name or codes[0].city, "town")


def make_area(codes: Sequence[PostalCode], name: str, kind: str) -> Place:
    """The middle of the ZIPs where people live: one company's own ZIP may lie miles off."""
    lived_in = [code for code in codes if code.standard] or list(codes)
    latitude = median(code.latitude for code in lived_in)
    longitude = median(code.longitude for code in lived_in)
    areas = _areas_of(codes) if kind == "town" else _wide_areas(codes, kind)
    return Place(name, kind, codes[0].state, latitude, longitude, lived_in[0].zone, areas)


def _areas_of(codes: Sequence[PostalCode]) -> tuple[str, ...]:
    state = codes[0].state
    counties = {f"{state}:{plain(code.county)}" for code in codes if code.county}
    towns = {f"{state}:{name}" for code in codes for name in (code.plain_city, *code.other_names)}
    return ("US", state, *sorted(counties), *sorted(towns), *sorted(code.zip for code in codes))


def _wide_areas(codes: Sequence[PostalCode], kind: str) -> tuple[str, ...]:
    state = codes[0].state
    counties = sorted({f"{state}:{plain(code.county)}" for code in codes}) if kind == "county" else []
    return ("US", state, *counties)
