"""The shapes in which the directory's rows leave and enter the store. Plain values: no SQL here, none beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]  # one HSDS row by field name; empty fields are left out

# The order matters: a table stands after those that its rows point to.
TABLES = (
    "organization",
    "location",
    "service",
    "service_at_location",
    "address",
    "phone",
    "schedule",
    "language",
    "accessibility",
    "cost_option",
    "required_document",
    "service_area",
    "taxonomy",
    "taxonomy_term",
    "attribute",
    "directory_record",
)


@dataclass(frozen=True)
class PostalCode:
    """A ZIP and where it lies. `plain_city` and `other_names` are in small letters without accents."""

    zip: str
    city: str
    plain_city: str
    state: str
    county: str
    latitude: float
    longitude: float
    zone: str
    standard: bool
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceRows:
    """Everything the store has on one service, for making its search rows."""

    service: Row
    organization: Row | None
    places: tuple[tuple[Row, Row], ...]  # (service_at_location, location), those that are gone left out
    addresses: Mapping[str, Sequence[Row]]  # by location id; the same for the next ones
    phones: Mapping[str, Sequence[Row]]  # by the id of what they hang on
    schedules: Mapping[str, Sequence[Row]]
    languages: Mapping[str, Sequence[Row]]
    areas: Mapping[str, Sequence[Row]]
    costs: Sequence[Row]
    documents: Sequence[Row]
    terms: Sequence[Row]  # taxonomy terms of the service, its organisation and its places


@dataclass(frozen=True)
class SearchRow:
    """One place of one service, ready to be found and shown."""

    id: str
    service_id: str
    name: str
    words: str
    topics: tuple[str, ...]  # topics and facets
    areas: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    pinned: bool
    card: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A search row that matched."""

    id: str
    service_id: str
    latitude: float | None
    longitude: float | None
    card: Mapping[str, Any]


@dataclass
class Changes:
    """What an import did, or with a dry run would do, per table."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
