"""HSDS JSON: records nested in each other, alone, in lists, in the API's pages, or as one object of tables."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from bot.directory.gather import Gatherer
from bot.directory.standard import KEPT_WHOLE, NAMES, NOT_KEPT, TABLES


class NotRecords(ValueError):
    """JSON, but nothing of the standard."""


# Fields that only one kind of record has, to tell what a file without a telling name holds.
_TELLING = (
    ("service_at_location", ("service_id", "location_id")),
    ("location", ("location_type",)),
    ("service", ("status",)),
    ("service", ("organization_id",)),
    ("service", ("organization",)),
    ("taxonomy_term", ("taxonomy_id",)),
    ("taxonomy_term", ("code",)),
    ("organization", ("website",)),
    ("organization", ("services",)),
)
_ALL = {*TABLES, *KEPT_WHOLE, *NOT_KEPT}


def add_records(gatherer: Gatherer, content: Any, file: str) -> None:
    """Add every record in `content`. Lines are counted by record, as JSON has no lines that mean anything."""
    stem = PurePosixPath(file).stem.lower().replace("-", "_")
    kind = NAMES.get(stem) or NAMES.get(stem.removesuffix("_full").removesuffix("_list"))
    if isinstance(content, dict) and isinstance(content.get("contents"), list):
        if not (content.get("first_page", True) and content.get("last_page", True)):
            gatherer.catalogue.complete = False
        content = content["contents"]
    if isinstance(content, dict):
        tables = {
            table: rows
            for name, rows in content.items()
            if isinstance(rows, list) and (table := NAMES.get(name.lower().removesuffix(".csv")))
        }
        if tables and "id" not in content and "name" not in content:
            for table, rows in tables.items():
                _add_list(gatherer, rows, file, table)
            unknown = [name for name in content if NAMES.get(name.lower().removesuffix(".csv")) is None]
            for name in unknown:
                rows = content[name]
                if isinstance(rows, list) and rows:
                    gatherer.leave_out(file, 1, f"{name}: not a table of the standard: not read", len(rows))
            return
        content = [content]
    if not isinstance(content, list) or not any(isinstance(record, dict) and _tell(record, kind) for record in content):
        raise NotRecords
    _add_list(gatherer, content, file, kind)


def _add_list(gatherer: Gatherer, records: list[Any], file: str, kind: str | None) -> None:
    for number, record in enumerate(records, start=1):
        table = _tell(record, kind) if isinstance(record, dict) else None
        if table is None:
            gatherer.leave_out(file, number, "no record of the standard")
        else:
            _add_record(gatherer, table, record, file, number, depth=0)


def _tell(record: dict[str, Any], kind: str | None) -> str | None:
    if kind is not None:
        return (
            kind
            if set(record) & {"id", "name"} or kind in KEPT_WHOLE or any(name.endswith("_id") for name in record)
            else None
        )
    for table, fields in _TELLING:
        if all(field in record for field in fields):
            return table
    return None


def _add_record(gatherer: Gatherer, table: str, record: dict[str, Any], file: str, line: int, depth: int) -> str | None:
    values: dict[str, str] = {}
    children: list[tuple[str, dict[str, Any]]] = []
    for name, value in record.items():
        inside = NAMES.get(name.lower())
        if inside in _ALL and isinstance(value, dict) and depth < 12:
            # One record inside is what this one points to: it comes first.
            key = _add_record(gatherer, inside, value, file, line, depth + 1)
            if key:
                values[f"{inside}_id"] = key
        elif (
            inside in _ALL
            and isinstance(value, list)
            and depth < 12
            and all(isinstance(child, dict) for child in value)
        ):
            children += [(inside, child) for child in value]
        elif isinstance(value, dict | list):
            if value:
                values[name] = json.dumps(value, ensure_ascii=False)
        elif value is not None:
            values[name] = str(value).lower() if isinstance(value, bool) else str(value)
    key = gatherer.add(table, values, file, line, nested=True)
    for child_table, child in children:
        linked = dict(child)
        if key:
            _link(linked, child_table, table, key)
        _add_record(gatherer, child_table, linked, file, line, depth + 1)
    return key


def _link(child: dict[str, Any], table: str, parent: str, key: str) -> None:
    """Write into a nested record what it hangs on, as the tabular form does."""
    if table == "attribute":
        child.setdefault("link_entity", parent)
        child.setdefault("link_id", key)
    elif table == "metadata":
        child.setdefault("resource_type", parent)
        child.setdefault("resource_id", key)
    elif parent == "organization" and table == "organization":
        child.setdefault("parent_organization_id", key)
    elif not child.get(f"{parent}_id"):
        child[f"{parent}_id"] = key
