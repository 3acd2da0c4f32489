"""Make services ready to be searched: their rows gathered, made into cards by a function, written for search."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, func, insert, or_, select, text
from sqlalchemy.orm import Session

from bot.store.resource_shapes import Row, SearchRow, ServiceRows
from bot.store.session import unit_of_work
from bot.store.tables import Base
from bot.store.tables.directory import ServiceCovers, ServiceSearch, ServiceTopic

_TABLES = Base.metadata.tables
# Above this many changed rows, looking at every service is quicker than finding out which ones they touch.
MANY = 3_000
_TOGETHER = 500
# What a row may hang on; a service is found from each of them.
_OWNERS = ("service", "location", "organization", "service_at_location", "phone")
Making = Callable[[ServiceRows], Iterable[SearchRow]]
Progress = Callable[[str], None]


def reindex(make_search_rows: Making, progress: Progress = lambda line: None) -> None:
    """Make every search row anew, after topics or the way cards are made have changed."""
    with unit_of_work() as session:
        _index(session, None, make_search_rows, progress)


def index_services(
    session: Session, touched: Mapping[str, Sequence[str]], before: set[str], make: Making, progress: Progress
) -> None:
    """Make the search rows anew of every service that the touched rows belong to, or (`before`) belonged to."""
    if touched.get("taxonomy_term") or touched.get("taxonomy") or sum(map(len, touched.values())) > MANY:
        _index(session, None, make, progress)
        return
    services = sorted(before | find_services(session, touched))
    for start in range(0, len(services), _TOGETHER):
        _index(session, services[start : start + _TOGETHER], make, progress)


def find_services(session: Session, touched: Mapping[str, Sequence[str]]) -> set[str]:
    """The services that these rows belong to, straight or by a place, an organisation or a phone."""
    met: dict[str, set[str]] = {name: set(touched.get(name, ())) for name in _OWNERS}
    for name, ids in touched.items():
        if name in _OWNERS and name != "phone":
            continue
        for row in _select_by(session, _TABLES[name], "id", ids):
            _follow(row, met)
            if name == "attribute":
                for owner in _OWNERS:
                    met[owner].add(row["link_id"] or "")
    for row in list(_select_by(session, _TABLES["phone"], "id", met["phone"])):
        _follow(row, met)
    links = _TABLES["service_at_location"]
    for column, owner in (("id", "service_at_location"), ("location_id", "location")):
        met["service"].update(row["service_id"] for row in _select_by(session, links, column, met[owner]))
    owned = _select_by(session, _TABLES["service"], "organization_id", met["organization"])
    met["service"].update(row["id"] for row in owned)
    return met["service"] - {""}


def _follow(row: Mapping[str, Any], met: dict[str, set[str]]) -> None:
    for owner in _OWNERS:
        if row.get(f"{owner}_id"):
            met[owner].add(row[f"{owner}_id"])


def _select_by(session: Session, table: Table, column: str, ids: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    some = list(ids)
    for start in range(0, len(some), _TOGETHER):
        yield from session.execute(select(table).where(table.c[column].in_(some[start : start + _TOGETHER]))).mappings()


def _index(session: Session, services: Sequence[str] | None, make: Making, progress: Progress) -> None:
    _clear(session, services)
    number = session.scalar(select(func.max(ServiceSearch.number))) or 0
    search: list[dict[str, Any]] = []
    topics: list[dict[str, Any]] = []
    covers: list[dict[str, Any]] = []
    for done, bundle in enumerate(_gather(session, services), start=1):
        for row in make(bundle):
            number += 1
            search.append(
                {
                    "number": number,
                    "id": row.id,
                    "service_id": row.service_id,
                    "name": row.name,
                    "words": row.words,
                    "card": json.dumps(row.card, ensure_ascii=False, separators=(",", ":")),
                }
            )
            place = {"number": number, "latitude": row.latitude, "longitude": row.longitude}
            topics += [{"topic": topic, **place} for topic in row.topics]
            pinned = {"number": number, "pinned": row.pinned}
            covers += [
                {"area": area[:100], "topic": topic, **pinned}
                for area in row.areas
                for topic in row.topics
                if ":" not in topic
            ]
        if len(search) >= 5_000:
            _write(session, search, topics, covers)
            progress(f"made ready for search: {done} services")
    _write(session, search, topics, covers)
    if services is None and session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("ANALYZE service_search, service_topic, service_covers")
        )  # or the first searches are planned blindly


def _write(session: Session, search: list[Any], topics: list[Any], covers: list[Any]) -> None:
    if search:
        session.execute(insert(ServiceSearch.__table__), search)
        if session.get_bind().dialect.name == "sqlite":
            statement = text("INSERT INTO service_text (rowid, name, words) VALUES (:number, :name, :words)")
            session.connection().execute(statement, search)
    if topics:
        session.execute(insert(ServiceTopic.__table__), topics)
    if covers:
        session.execute(insert(ServiceCovers.__table__), covers)
    for written in (search, topics, covers):
        written.clear()


def _clear(session: Session, services: Sequence[str] | None) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    if services is None:
        if sqlite:
            session.execute(text("DELETE FROM service_text"))
        for table in (ServiceTopic, ServiceCovers, ServiceSearch):
            session.execute(delete(table).execution_options(synchronize_session=False))
        return
    numbers = list(session.scalars(select(ServiceSearch.number).where(ServiceSearch.service_id.in_(services))))
    if not numbers:
        return
    if sqlite:
        session.connection().execute(
            text("DELETE FROM service_text WHERE rowid = :number"), [{"number": n} for n in numbers]
        )
    for table in (ServiceTopic, ServiceCovers, ServiceSearch):
        session.execute(delete(table).where(table.number.in_(numbers)).execution_options(synchronize_session=False))


def _gather(session: Session, services: Sequence[str] | None) -> Iterator[ServiceRows]:
    """Everything known of each active service (all of them when `services` is None)."""

    def rows(name: str, **by: Iterable[str]) -> list[dict[str, Any]]:
        table = _TABLES[name]
        query = select(*(column for column in table.columns if column.name not in ("x_digest", "x_gone_at", "x_extra")))
        query = query.where(table.c.x_gone_at.is_(None))
        if services is not None:
            query = query.where(or_(*(table.c[column].in_(list(ids)) for column, ids in by.items())))
        keys = None
        found = []
        for record in session.execute(query):
            keys = keys or record._fields
            found.append({key: value for key, value in zip(keys, record, strict=True) if value is not None})
        return found

    ids = services or ()
    given = [row for row in rows("service", id=ids) if row["status"] == "active"]
    links = _group(rows("service_at_location", service_id=ids), "service_id")
    link_ids = {link["id"] for some in links.values() for link in some}
    place_ids = {link["location_id"] for some in links.values() for link in some}
    owner_ids: set[Any] = {service["organization_id"] for service in given if "organization_id" in service}
    owners = {row["id"]: row for row in rows("organization", id=owner_ids)}
    places = {row["id"]: row for row in rows("location", id=place_ids)}
    addresses = _group(rows("address", location_id=place_ids), "location_id")
    by_any = {"service_id": ids, "location_id": place_ids, "service_at_location_id": link_ids}
    phones = _group(
        rows("phone", organization_id=owner_ids, **by_any),
        "service_at_location_id",
        "service_id",
        "location_id",
        "organization_id",
    )
    phone_ids = {phone["id"] for some in phones.values() for phone in some}
    schedules = _group(rows("schedule", **by_any), "service_at_location_id", "service_id", "location_id")
    spoken = rows("language", service_id=ids, location_id=place_ids, phone_id=phone_ids)
    languages = _group(spoken, "service_id", "location_id", "phone_id")
    areas = _group(
        rows("service_area", service_id=ids, service_at_location_id=link_ids), "service_id", "service_at_location_id"
    )
    costs = _group(rows("cost_option", service_id=ids), "service_id")
    documents = _group(rows("required_document", service_id=ids), "service_id")
    attributes = _group(rows("attribute", link_id={*ids, *owner_ids, *place_ids, *link_ids}), "link_id")
    term_ids: set[Any] = {row.get("taxonomy_term_id") for some in attributes.values() for row in some}
    terms = {row["id"]: row for row in rows("taxonomy_term", id=term_ids)} if term_ids else {}
    for service in given:
        mine = [
            (link, places[link["location_id"]])
            for link in links.get(service["id"], ())
            if link["location_id"] in places
        ]
        tagged = [
            service["id"],
            service.get("organization_id"),
            *(key for link, place in mine for key in (link["id"], place["id"])),
        ]
        worn = [row.get("taxonomy_term_id") for key in tagged if key for row in attributes.get(key, ())]
        yield ServiceRows(
            service=service,
            organization=owners.get(service.get("organization_id")),
            places=tuple(mine),
            addresses=addresses,
            phones=phones,
            schedules=schedules,
            languages=languages,
            areas=areas,
            costs=costs.get(service["id"], ()),
            documents=documents.get(service["id"], ()),
            terms=[terms[key] for key in dict.fromkeys(worn) if key in terms],
        )


def _group(rows: Iterable[Row], *columns: str) -> dict[str, list[Row]]:
    """Rows by the id of the closest thing they hang on and by all else they hang on."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for column in columns:
            if row.get(column):
                groups[row[column]].append(row)
    return groups
