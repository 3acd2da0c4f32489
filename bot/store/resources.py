"""Find services in the directory, and postal codes, the same way on SQLite and PostgreSQL.

Gives candidates with their cards; what is offered first, and why, is decided in bot/directory/search.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from bot.store.resource_shapes import Found, PostalCode
from bot.store.session import unit_of_work
from bot.store.tables.directory import PostalCode as PostalCodeRow
from bot.store.tables.directory import ResourceReport, ResourceSeed, ServiceCovers, ServiceSearch, ServiceTopic

MILES_PER_DEGREE = 69.0


def find_near(
    topic: str, latitude: float, longitude: float, miles: float, also: Sequence[str] = (), limit: int = 40
) -> list[Found]:
    """The nearest places for one topic, nearest first. `also` are topics or facets that must hold too."""
    squeeze = max(math.cos(math.radians(latitude)), 0.05)
    high, wide = miles / MILES_PER_DEGREE, miles / MILES_PER_DEGREE / squeeze
    near = ServiceTopic
    query = (
        select(near.number, near.latitude, near.longitude)
        .where(
            near.topic == topic,
            near.latitude.between(latitude - high, latitude + high),
            near.longitude.between(longitude - wide, longitude + wide),
            *(_holds(near.number, facet) for facet in also),
        )
        # The square of the distance on a flat map: right enough to choose the nearest, and both engines can.
        .order_by(
            (near.latitude - latitude) * (near.latitude - latitude)
            + (near.longitude - longitude) * (near.longitude - longitude) * (squeeze * squeeze)
        )
        .limit(limit)
    )
    with unit_of_work() as session:
        return _read_cards(session, [row.number for row in session.execute(query)])


def find_covering(topic: str, areas: Sequence[str], also: Sequence[str] = (), limit: int = 30) -> list[Found]:
    """Services for one topic whose area is one of `areas`, pinned lines left out."""
    covers = ServiceCovers
    query = (
        select(covers.number)
        .where(
            covers.area.in_(areas),
            covers.topic == topic,
            covers.pinned.is_(False),
            *(_holds(covers.number, facet) for facet in also),
        )
        .order_by(covers.number)
        .limit(limit)
    )
    with unit_of_work() as session:
        return _read_cards(session, list(dict.fromkeys(session.scalars(query))))


def find_pinned(topic: str, areas: Sequence[str]) -> list[Found]:
    """The pinned lines for one topic in these areas."""
    covers = ServiceCovers
    query = select(covers.number).where(covers.area.in_(areas), covers.topic == topic, covers.pinned.is_(True))
    with unit_of_work() as session:
        return _read_cards(session, list(dict.fromkeys(session.scalars(query.order_by(covers.number)))))


def _holds(number: Any, facet: str) -> Any:
    other = ServiceTopic.__table__.alias()
    return (
        select(other.c.number).where(other.c.topic == facet, other.c.number == number).correlate_except(other).exists()
    )


def find_named(words: Sequence[str], limit: int) -> list[Found]:
    """Places whose name (or organisation's name) has all these words, in no order: a few, or more than a few."""
    plain = [word for word in words if word.isalnum()]
    if not plain:
        return []
    with unit_of_work() as session:
        if session.get_bind().dialect.name == "sqlite":
            statement = text("SELECT rowid FROM service_text WHERE service_text MATCH :words LIMIT :limit")
            wanted = "name : (" + " AND ".join(f'"{word}"' for word in plain) + ")"
        else:
            statement = text(
                "SELECT number FROM service_search, to_tsquery('english', :words) AS wanted "
                "WHERE text @@ wanted LIMIT :limit"
            )
            wanted = " & ".join(f"{word}:A" for word in plain)
        return _read_cards(session, list(session.execute(statement, {"words": wanted, "limit": limit}).scalars()))


def find_by_words(words: Sequence[str], limit: int = 20) -> list[Found]:
    """Places whose name or description has all these words, best first; failing that, any of them."""
    plain = [word for word in words if word.isalnum()]
    if not plain:
        return []
    with unit_of_work() as session:
        numbers = _match(session, plain, " ", limit)
        if not numbers and len(plain) > 1:
            numbers = _match(session, plain, " OR ", limit)
        return _read_cards(session, numbers)


def _match(session: Session, words: Sequence[str], joint: str, limit: int) -> list[int]:
    # Ranking reads every match: words that thousands share are not what tells services apart, so some are enough.
    some = 1_000
    if session.get_bind().dialect.name == "sqlite":
        statement = text(
            "SELECT number FROM (SELECT rowid AS number, bm25(service_text, 8, 1) AS worth FROM service_text "
            "WHERE service_text MATCH :words LIMIT :some) ORDER BY worth, number LIMIT :limit"
        )
        wanted = joint.join(f'"{word}"' for word in words)
    else:
        statement = text(
            "SELECT number FROM (SELECT number, ts_rank(text, wanted) AS worth FROM service_search, "
            "websearch_to_tsquery('english', :words) AS wanted WHERE text @@ wanted LIMIT :some) AS matches "
            "ORDER BY worth DESC, number LIMIT :limit"
        )
        wanted = joint.join(words)
    return list(session.execute(statement, {"words": wanted, "some": some, "limit": limit}).scalars())


def _read_cards(session: Session, numbers: Sequence[int]) -> list[Found]:
    if not numbers:
        return []
    search = ServiceSearch
    query = select(search.number, search.id, search.service_id, search.card).where(search.number.in_(numbers))
    found = {row.number: _as_found(row) for row in session.execute(query)}
    return [found[number] for number in numbers if number in found]


def _as_found(row: Any) -> Found:
    card = json.loads(row.card)
    return Found(row.id, row.service_id, card.pop("latitude", None), card.pop("longitude", None), card)


def read_found(ids: Sequence[str]) -> list[Found]:
    """The search rows with these ids that still exist, in the same order: for results a peer was shown before."""
    with unit_of_work() as session:
        rows = session.execute(
            select(ServiceSearch.id, ServiceSearch.service_id, ServiceSearch.card).where(ServiceSearch.id.in_(ids))
        )
        found = {row.id: _as_found(row) for row in rows}
    return [found[key] for key in ids if key in found]


def list_found() -> list[Found]:
    """Every search row: for checks by operators, not for answers."""
    with unit_of_work() as session:
        query = select(ServiceSearch.id, ServiceSearch.service_id, ServiceSearch.card).order_by(ServiceSearch.number)
        return [_as_found(row) for row in session.execute(query)]


def find_postal_code(code: str) -> PostalCode | None:
    with unit_of_work() as session:
        row = session.get(PostalCodeRow, code)
        return _as_postal_code(row) if row else None


def find_towns(plain_name: str) -> list[PostalCode]:
    """The postal codes of every town of that name, in any state."""
    with unit_of_work() as session:
        rows = session.execute(select(PostalCodeRow.__table__).where(PostalCodeRow.city_plain == plain_name))
        return [_as_postal_code(row) for row in rows]


def list_postal_codes(state: str = "") -> list[PostalCode]:
    """The postal codes of one state, or of all."""
    with unit_of_work() as session:
        query = select(PostalCodeRow.__table__).order_by(PostalCodeRow.zip)
        rows = session.execute(query.where(PostalCodeRow.state == state) if state else query)
        return [_as_postal_code(row) for row in rows]


def replace_postal_codes(codes: Iterable[PostalCode]) -> None:
    """All postal codes anew."""
    rows = [
        {
            "zip": code.zip,
            "city": code.city,
            "city_plain": code.plain_city,
            "state": code.state,
            "county": code.county,
            "latitude": code.latitude,
            "longitude": code.longitude,
            "zone": code.zone,
            "standard": code.standard,
            "other_names": "\n".join(code.other_names),
        }
        for code in codes
    ]
    with unit_of_work() as session:
        session.execute(delete(PostalCodeRow).execution_options(synchronize_session=False))
        session.execute(insert(PostalCodeRow.__table__), rows)


def _as_postal_code(row: Any) -> PostalCode:
    return PostalCode(
        zip=row.zip,
        city=row.city,
        plain_city=row.city_plain,
        state=row.state,
        county=row.county,
        latitude=row.latitude,
        longitude=row.longitude,
        zone=row.zone,
        standard=row.standard,
        other_names=tuple(row.other_names.split("\n")) if row.other_names else (),
    )


def report_wrong(service_id: str, reason: str, now: datetime) -> None:
    """Somebody says an entry is wrong (`number`, `closed`, `hours`, `other`). No words and no name are kept."""
    with unit_of_work() as session:
        session.add(ResourceReport(service_id=service_id, reason=reason, created_at=now))


def count_reports() -> dict[str, int]:
    """Open reports by service."""
    with unit_of_work() as session:
        query = select(ResourceReport.service_id, func.count()).where(ResourceReport.closed_at.is_(None))
        return {service: number for service, number in session.execute(query.group_by(ResourceReport.service_id))}


def close_reports(service_id: str, now: datetime) -> int:
    """An operator looked at an entry: its reports are done. Returns how many there were."""
    with unit_of_work() as session:
        query = select(ResourceReport).where(
            ResourceReport.service_id == service_id, ResourceReport.closed_at.is_(None)
        )
        reports = session.scalars(query).all()
        for report in reports:
            report.closed_at = now
        return len(reports)


def find_seed(name: str) -> str | None:
    """The digest of the shipped data that was loaded last under this name."""
    with unit_of_work() as session:
        return session.scalar(select(ResourceSeed.digest).where(ResourceSeed.name == name))


def mark_seed(name: str, digest: str, now: datetime) -> None:
    with unit_of_work() as session:
        session.merge(ResourceSeed(name=name, digest=digest, loaded_at=now))
