"""Read a directory somebody else made: a file, a folder or a zip, JSON or CSV, of any HSDS age or our own flat form.

A bad row is reported and left out. A file that cannot be read at all ends the import (BadFile) before anything changes.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path

from bot.directory.csv_rows import CsvTable, read_csv
from bot.directory.flat import is_flat, split_flat
from bot.directory.gather import Catalogue, Gatherer
from bot.directory.json_records import NotRecords, add_records
from bot.directory.standard import COLUMNS, KEPT_WHOLE, NAMES, TABLES

MOST_BYTES = 1_000_000_000  # of one unpacked import: a zip bomb must not fill the machine
Progress = Callable[[str], None]


class BadFile(ValueError):
    """The import cannot be read; the message names the file and says why. Nothing was changed."""


def read_directory(
    path: Path,
    source: str = "",
    known: Callable[[str], Container[str]] = lambda table: (),
    progress: Progress = lambda line: None,
) -> Catalogue:
    """Everything `path` holds, checked. `source` names where it comes from; without one, the file's own name does."""
    if not path.exists():
        raise BadFile(f"{path}: there is no such file or folder")
    files = list(_list_files(path))
    gatherer = Gatherer(source or re.sub(r"\.(?:zip|csv|json|tsv|txt)$", "", path.resolve().name))
    found = False
    for name, read in files:
        found = _read_file(gatherer, name, read, single=len(files) == 1) or found
        progress(f"{name}: {gatherer.catalogue.read.get(name, 0)} rows")
    if not found:
        raise BadFile(f"{path}: holds no table of the standard")
    return gatherer.finish(known)


def _list_files(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(name, how to read it) of every CSV and JSON file."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and _is_data(file.relative_to(path).as_posix()):
                yield file.relative_to(path).as_posix(), file.read_bytes
    elif path.suffix.lower() == ".zip":
        yield from _list_zip(path)
    else:
        yield path.name, path.read_bytes


def _list_zip(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [entry for entry in archive.infolist() if not entry.is_dir() and _is_data(entry.filename)]
            if sum(entry.file_size for entry in inside) > MOST_BYTES:
                raise BadFile(f"{path.name}: unpacks to more than {MOST_BYTES // 1_000_000} MB")
            for entry in sorted(inside, key=lambda entry: entry.filename):
                yield entry.filename, partial(_same, archive.read(entry))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise BadFile(f"{path.name}: not a readable zip ({error})") from error


def _same(content: bytes) -> bytes:
    return content


def _is_data(name: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
    return (
        name.lower().endswith((".csv", ".json", ".tsv", ".txt"))
        and not hidden
        and not name.endswith("datapackage.json")
    )


def _read_file(gatherer: Gatherer, name: str, read: Callable[[], bytes], single: bool) -> bool:
    """Add one file's rows. False when it holds nothing of the standard."""
    text, doubts = _decode(read())
    for line in doubts:
        gatherer.note(name, line, "not UTF-8: read as Windows text")
    if name.lower().endswith(".json"):
        return _read_json(gatherer, name, text)
    table = read_csv(text)
    if table is None:
        if single:
            raise BadFile(f"{name}: has no header line")
        return False
    return _read_csv_table(gatherer, name, table)


def _read_json(gatherer: Gatherer, name: str, text: str) -> bool:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise BadFile(f"{name}: not JSON ({error})") from error
    except RecursionError as error:
        raise BadFile(f"{name}: nested too deep") from error
    try:
        add_records(gatherer, content, name)
    except NotRecords:
        gatherer.note(name, 1, "holds no records of the standard: not read")
        return False
    return True


def _read_csv_table(gatherer: Gatherer, name: str, table: CsvTable) -> bool:
    stem = Path(name).stem.lower().replace("-", "_").replace(" ", "_")
    if is_flat(table.header):
        for line, values, problem in table.rows():
            if problem:
                gatherer.leave_out(name, line, problem)
            else:
                split_flat(gatherer, values, name, line)
        return True
    kind = NAMES.get(stem)
    header = set(table.header)
    if kind == "taxonomy" and header & {"parent_id", "parent_name", "vocabulary"}:
        kind = "taxonomy_term"  # before 3.0 the file of terms had this name
    if kind is None or not _fits(kind, header):
        why = "not a table of the standard" if kind is None else "its columns are not those of the standard"
        rows = sum(1 for _ in table.rows())
        if rows:
            gatherer.leave_out(name, 1, f"{why}: not read", rows)
        return False
    codes = kind == "taxonomy_term" and "id" not in header
    for line, values, problem in table.rows():
        if problem:
            gatherer.leave_out(name, line, problem)
            continue
        if codes and "taxonomy_id" in values:  # Ohana: the code is the id
            values["id"] = values["code"] = values.pop("taxonomy_id")
        if kind == "address" and stem != "addresses":  # two files of addresses, each counting from 1
            values["id"] = f"{stem}:{values['id']}" if values.get("id") else ""
            values.setdefault("address_type", "physical" if stem.startswith("physical") else "postal")
        gatherer.add(kind, values, name, line)
    return True


def _fits(kind: str, header: set[str]) -> bool:
    """Whether a file has at least what its rows need, under any of the names that may have."""
    if kind in KEPT_WHOLE or kind not in TABLES:
        return True
    ours = header | {COLUMNS[kind, column] for column in header if (kind, column) in COLUMNS}
    if kind == "taxonomy_term" and "taxonomy_id" in header:
        ours.add("id")
    return all(need in ours for need in TABLES[kind].needs) and bool(
        ours & {"id", "name", "location_id", "service_id"} or TABLES[kind].needs
    )


def _decode(raw: bytes) -> tuple[str, list[int]]:
    """The text, and the lines that were not UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace").replace("\x00", ""), []
    try:
        return raw.decode("utf-8-sig").replace("\x00", ""), []
    except UnicodeDecodeError:
        pass
    lines, doubts = [], []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            doubts.append(number)
    return "\n".join(lines).replace("\x00", ""), doubts
