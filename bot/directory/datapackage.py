"""Write the directory as an HSDS 3.x tabular data package: CSV files and a `datapackage.json`, a folder or a zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.directory.standard import TABLES

_PLURAL = {
    "eligibility": "eligibilities",
    "funding": "funding",
    "metadata": "metadata",
    "payment_accepted": "payments_accepted",
    "service_capacity": "service_capacities",
}
_CONFIDENTIAL = ("address_1", "address_2", "attention")
ReadRows = Callable[[str], Iterable[Mapping[str, Any]]]


def write_package(path: Path, read_rows: ReadRows, name: str, public: bool = False) -> dict[str, int]:
    """Write every table that has rows; returns how many each has. `path` ends in .zip or is a folder.

    `public` leaves confidential addresses and operators' notes out: such a package is for others, not for a backup.
    """
    files: dict[str, str] = {}
    resources, counts = [], {}
    tables = _read_tables(read_rows, public)
    for table, rows in tables.items():
        file = TABLES[table].file if table in TABLES else f"{_PLURAL.get(table, table + 's')}.csv"
        columns = sorted(
            {column for row in rows for column in row},
            key=lambda column: (column != "id", column.startswith("x_"), column),
        )
        files[file] = _as_csv(columns, rows)
        counts[table] = len(rows)
        fields = [{"name": column, "type": "string"} for column in columns]
        resources.append(
            {
                "name": table,
                "path": file,
                "format": "csv",
                "mediatype": "text/csv",
                "schema": {"primaryKey": "id", "fields": fields},
            }
        )
    package = {
        "name": name,
        "title": "Resource directory",
        "profile": "tabular-data-package",
        "version": "3.1.0",
        "resources": resources,
    }
    files["datapackage.json"] = json.dumps(package, indent=1)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in files.items():
                archive.writestr(file, content)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (path / file).write_text(content, encoding="utf-8", newline="")
    return counts


def _read_tables(read_rows: ReadRows, public: bool) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {table: [dict(row) for row in read_rows(table)] for table in TABLES}
    for row in read_rows("directory_record"):
        kept = {key: value for key, value in row.items() if key not in ("table_name", "x_id")}
        kept["id"] = row.get("x_id", row["id"])
        tables.setdefault(row["table_name"], []).append(kept)
    if public:
        secret = {row["id"] for row in tables["location"] if row.get("x_confidential")}
        for row in tables["address"]:
            if row["location_id"] in secret:
                for column in _CONFIDENTIAL:
                    row.pop(column, None)
        for row in tables["location"]:
            if row["id"] in secret:
                for column in ("latitude", "longitude", "transportation"):
                    row.pop(column, None)
        for row in tables["service"]:
            row.pop("x_notes", None)
    return {table: rows for table, rows in tables.items() if rows}


def _as_csv(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_as_text(row.get(column)) for column in columns])
    return text.getvalue()


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
