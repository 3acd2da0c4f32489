"""Bring an import into the directory's tables, all or nothing, writing only what changed; and read it all out again.

A row that its source no longer brings is marked as gone, never deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.store.resource_index import MANY, find_services, index_services
from bot.store.resource_shapes import TABLES, Changes, Row, SearchRow, ServiceRows
from bot.store.session import unit_of_work
from bot.store.tables import Base

_OWN = ("x_source", "x_digest", "x_gone_at", "x_extra")
_WRITE_AT_ONCE = 5_000
# A file that was cut off looks like one whose services are gone. From this many services on, half gone is too many.
FEW_SERVICES = 20
Progress = Callable[[str], None]


class TooManyGone(ValueError):
    """The import would mark most services of its source as gone; nothing was changed."""


def known_ids(table: str) -> set[str]:
    """The ids of one table, gone ones too: a row may still point to them."""
    with unit_of_work() as session:
        return set(session.scalars(select(Base.metadata.tables[table].c.id)))


def apply_import(
    rows: Mapping[str, Mapping[str, Row]],
    source: str,
    now: datetime,
    make_search_rows: Callable[[ServiceRows], Iterable[SearchRow]],
    complete: bool = True,
    dry_run: bool = False,
    may_shrink: bool = False,
    progress: Progress = lambda line: None,
) -> Changes:
    """Write the rows of one import, by table and id. With `dry_run` nothing is written, and the same is counted.

    Raises TooManyGone, and changes nothing, when most services would be gone and nobody said they are (`may_shrink`).
    """
    changes = Changes()
    with unit_of_work() as session:
        touched: dict[str, list[str]] = {}
        before: set[str] = set()  # services that lose a row to another one
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA cache_size=-131072"))  # many random ids: keep their indexes in memory
        for name in TABLES:
            incoming = rows.get(name) or {}
            if incoming:
                touched[name] = _apply_table(session, name, incoming, source, now, complete, dry_run, changes, before)
                progress(f"{name}: {len(incoming)} rows, {len(touched[name])} to write")
        gone = changes.gone.get("service", 0)
        if not may_shrink and gone >= FEW_SERVICES and gone > len(rows["service"]):
            raise TooManyGone(f"{gone} services of {source} are not in it any more, {len(rows['service'])} are")
        if not dry_run and any(touched.values()):
            index_services(session, touched, before, make_search_rows, progress)
    return changes


def _apply_table(
    session: Session,
    name: str,
    incoming: Mapping[str, Row],
    source: str,
    now: datetime,
    complete: bool,
    dry_run: bool,
    changes: Changes,
    before: set[str],
) -> list[str]:
    """Write one table's differences; returns the ids of the rows that are new, changed or gone."""
    table = Base.metadata.tables[name]
    columns = [column.name for column in table.columns if column.name not in _OWN]
    there = {
        row.id: row
        for row in session.execute(select(table.c.id, table.c.x_digest, table.c.x_source, table.c.x_gone_at))
    }
    added, changed, sources = [], [], {source}
    for key, row in incoming.items():
        sources.add(str(row.get("x_source") or source))
        digest = _digest(row)
        old = there.get(key)
        gone_at = _as_time(row.get("x_gone_at"))
        if old is None:
            added.append(_as_record(row, columns, source, digest, gone_at))
        elif old.x_digest != digest or old.x_gone_at != gone_at:
            changed.append(_as_record(row, columns, source, digest, gone_at))
    gone = [
        key
        for key, old in there.items()
        if complete and old.x_source in sources and key not in incoming and not old.x_gone_at
    ]
    changes.added[name], changes.changed[name], changes.gone[name] = len(added), len(changed), len(gone)
    changes.unchanged[name] = len(incoming) - len(added) - len(changed)
    if not dry_run:
        if 0 < len(changed) <= MANY and name != "directory_record":
            before |= find_services(session, {name: [record["id"] for record in changed]})
        _write(session, table, added, changed, gone, now)
    return [record["id"] for record in (*added, *changed)] + gone


def _write(
    session: Session, table: Table, added: list[Any], changed: list[Any], gone: list[str], now: datetime
) -> None:
    for start in range(0, len(added), _WRITE_AT_ONCE):
        session.execute(insert(table), added[start : start + _WRITE_AT_ONCE])
    if changed:
        names = [name for name in changed[0] if name != "id"]
        statement = (
            update(table)
            .where(table.c.id == bindparam("b_id"))
            .values({name: bindparam(f"b_{name}") for name in names})
        )
        session.connection().execute(
            statement, [{f"b_{name}": value for name, value in row.items()} for row in changed]
        )
    if gone:
        statement = update(table).where(table.c.id == bindparam("b_id")).values(x_gone_at=bindparam("b_gone"))
        session.connection().execute(statement, [{"b_id": key, "b_gone": now} for key in gone])


def _as_record(row: Row, columns: list[str], source: str, digest: str, gone_at: datetime | None) -> dict[str, Any]:
    record = {name: row.get(name) for name in columns}
    extra = {name: value for name, value in row.items() if name not in record and name not in _OWN}
    record["x_extra"] = json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None
    record["x_source"] = str(row.get("x_source") or source)[:120]
    record["x_digest"], record["x_gone_at"] = digest, gone_at
    return record


def _digest(row: Row) -> str:
    content = sorted(row.items())
    if "x_source" in row or "x_gone_at" in row:
        content = [(name, value) for name, value in content if name not in _OWN]
    return hashlib.blake2b(repr(content).encode(), digest_size=16).hexdigest()


def _as_time(value: Any) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def read_rows(name: str) -> Iterator[dict[str, Any]]:
    """Every row of one table as it would be imported again: empty fields left out, kept fields put back."""
    table = Base.metadata.tables[name]
    with unit_of_work() as session:
        for record in session.execute(select(table).order_by(table.c.id)).mappings():
            row = {
                key: value for key, value in record.items() if value is not None and key not in ("x_digest", "x_extra")
            }
            if not row["x_source"]:
                del row["x_source"]
            if "x_gone_at" in row:
                row["x_gone_at"] = row["x_gone_at"].isoformat()
            if record["x_extra"]:
                row.update(json.loads(record["x_extra"]))
            yield row


def count_rows() -> dict[str, int]:
    """How many rows each table has that are not gone."""
    with unit_of_work() as session:
        counts = {}
        for name in TABLES:
            table = Base.metadata.tables[name]
            counts[name] = (
                session.scalar(select(func.count()).select_from(table).where(table.c.x_gone_at.is_(None))) or 0
            )
    return counts
