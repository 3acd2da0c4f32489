"""Turn raw records of any HSDS age into clean rows, and account for every one: rows in = rows kept + rows reported."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from bot.directory.older import derive_rows, finish_older
from bot.directory.standard import COLUMNS, KEPT_WHOLE, NAMESPACE, NOT_KEPT, PLACE_TYPES, STATUSES, TABLES
from bot.directory.values import RowError, as_number, describe, mend, read_time, read_weekday

_NAMESPACE = uuid.UUID(NAMESPACE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_RENAMES: dict[str, dict[str, str]] = defaultdict(dict)
for (_table, _theirs), _ours in COLUMNS.items():
    _RENAMES[_table][_theirs] = _ours
# What tells two rows apart that bring no id, so that a changed description is a change and not a new row.
_NATURAL = {"organization": ("name",), "service": ("organization_id", "name"), "location": ("organization_id", "name")}
_TRUE, _FALSE = {"true", "1", "yes", "y", "t"}, {"false", "0", "no", "n", "f"}
_FLAGS = {"service": ("x_peer_run",), "location": ("x_confidential",)}
_NUMBERS = {"service": ("minimum_age", "maximum_age", "x_pinned")}


@dataclass(frozen=True)
class Problem:
    """Something about one row that an operator may want to mend. `kept` is False when the row was left out."""

    file: str
    line: int
    reason: str
    kept: bool = False
    rows: int = 1


@dataclass
class Catalogue:
    """What one import brings, checked. `complete` is False when more pages exist than were read."""

    source: str
    rows: dict[str, dict[str, dict[str, object]]] = field(default_factory=lambda: defaultdict(dict))
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    complete: bool = True

    @property
    def rows_read(self) -> int:
        return sum(self.read.values())

    @property
    def rows_left_out(self) -> int:
        return sum(problem.rows for problem in self.problems if not problem.kept)

    @property
    def rows_kept(self) -> int:
        return self.rows_read - self.rows_left_out


class Gatherer:
    """Collects records into a Catalogue."""

    def __init__(self, source: str):
        self.catalogue = Catalogue(source[:120])
        self._origins: dict[tuple[str, str], tuple[str, int]] = {}
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, table: str, values: dict[str, str], file: str, line: int, nested: bool = False) -> str | None:
        """Take one record; returns its id, or None when it was left out (and reported).

        `nested` records (JSON) are met again wherever something refers to them: those are merged, not counted twice.
        """
        catalogue = self.catalogue
        try:
            if table in NOT_KEPT:
                raise RowError(NOT_KEPT[table])
            row, made = self._clean(table, values, file, line)
            key = str(row["id"])
            kept_as = table if table in TABLES else "directory_record"
            before = catalogue.rows[kept_as].get(key)
            if before is not None and nested:
                self._merge(before, row, file, line)
                return str(row.get("x_id", key))
            if before is not None:
                other = self._origins[kept_as, key]
                where = f"line {other[1]}" if other[0] == file else f"{other[0]} line {other[1]}"
                same = before == row
                raise RowError(
                    f"the same row as {where}" if same else f"its id is already used by {where}: that one is kept"
                )
        except RowError as error:
            catalogue.read[file] += 1
            catalogue.problems.append(Problem(file, line, f"{table}: {error}"))
            return None
        catalogue.read[file] += 1
        catalogue.rows[kept_as][key] = row
        self._origins[kept_as, key] = (file, line)
        for made_table, made_row in made:
            self.add_part(made_table, made_row, file, line)
        return str(row.get("x_id", key))

    def note(self, file: str, line: int, reason: str) -> None:
        """Report something about a row that is kept."""
        self.catalogue.problems.append(Problem(file, line, reason, kept=True))

    def leave_out(self, file: str, line: int, reason: str, rows: int = 1) -> None:
        """Count and report rows that could not even be read."""
        self.catalogue.read[file] += rows
        self.catalogue.problems.append(Problem(file, line, reason, rows=rows))

    def as_id(self, table: str, value: str) -> str:
        """A UUID stays; any other id becomes one, the same on every import of this source."""
        key = (table, value)
        known = self._ids.get(key)
        if known is None:
            low = value.lower()
            name = f"{self.catalogue.source}:{table}:{value}"
            known = self._ids[key] = low if _UUID.fullmatch(low) else str(uuid.uuid5(_NAMESPACE, name))
        return known

    def finish(self, known: Callable[[str], Container[str]]) -> Catalogue:
        """Check what points where. `known` gives the ids the store already has of a table."""
        finish_older(self.catalogue.rows)
        for table, shape in TABLES.items():
            if shape.links:
                for key in list(self.catalogue.rows[table]):
                    self._check_links(table, key, known)
        return self.catalogue

    def _check_links(self, table: str, key: str, known: Callable[[str], Container[str]]) -> None:
        row, shape = self.catalogue.rows[table][key], TABLES[table]
        broken = []
        for column, target in shape.links:
            value = row.get(column)
            if value is not None and value not in self.catalogue.rows[target] and value not in known(target):
                broken.append(f"{column} points to no {target} that is known")
                del row[column]
        hangs_on_nothing = shape.needs_one_link and not any(column in row for column, _ in shape.links)
        if not broken and not hangs_on_nothing:
            return
        file, line = self._origins.get((table, key), ("", 0))
        if hangs_on_nothing or any(need not in row for need in shape.needs):
            del self.catalogue.rows[table][key]
            made = not file  # made from another row's column: that row was counted, this one was not
            reason = f"{table}: {'; '.join(broken) or 'belongs to nothing'}"
            self.catalogue.problems.append(Problem(file, line, reason, kept=made))
        else:
            self.note(file, line, f"{table}: {'; '.join(broken)} (kept without it)")

    def _clean(
        self, table: str, values: dict[str, str], file: str, line: int
    ) -> tuple[dict[str, object], list[tuple[str, dict[str, str]]]]:
        said = {name: stripped for name, value in values.items() if (stripped := value.strip())}
        whole = "".join(said.values())  # one look at all of them: hundreds of thousands of rows come this way
        if not (whole.isascii() and whole.isprintable()):
            said = {name: mend(value) for name, value in said.items()}
        row: dict[str, object] = dict(said)
        renames = _RENAMES.get(table, {})
        for theirs in renames.keys() & row.keys():
            if renames[theirs] not in row:
                row[renames[theirs]] = row.pop(theirs)
        if table == "service_taxonomy":
            table = "attribute"
            row = {
                "link_id": row.get("service_id"),
                "link_entity": "service",
                "taxonomy_term_id": row.get("taxonomy_id"),
            } | row
            row = {name: value for name, value in row.items() if value and name not in ("service_id", "taxonomy_id")}
            if "id" not in row and "taxonomy_term_id" not in row:
                raise RowError("names no term")
        if not row:
            raise RowError("says nothing")
        if table in KEPT_WHOLE:
            return self._keep_whole(table, row), []
        if table not in TABLES:
            raise RowError("not a table of the standard")
        made = derive_rows(table, row)
        for column, target in TABLES[table].links:
            if column in row:
                row[column] = self.as_id(target, str(row[column]))
        if "program_id" in row:
            row["program_id"] = self.as_id("program", str(row["program_id"]))
        if table == "attribute" and "link_id" in row:
            row["link_id"] = self.as_id(str(row.get("link_entity", "service")), str(row["link_id"]))
        row["id"] = self.as_id(table, str(row["id"])) if "id" in row else self._make_id(table, row)
        missing = [need for need in TABLES[table].needs if need not in row]
        if missing:
            raise RowError(f"has no {' and no '.join(missing)}")
        self._clean_values(table, row, file, line)
        for made_table, made_row in made:
            made_row.setdefault(f"{table}_id", str(row["id"]))
            if made_table == "attribute":
                made_row.update(link_id=str(row["id"]), link_entity=table)
                del made_row[f"{table}_id"]
        return row, made

    def _clean_values(self, table: str, row: dict[str, object], file: str, line: int) -> None:
        for name in _FLAGS.get(table, ()):
            if name in row:
                said = str(row[name]).lower()
                if said not in _TRUE | _FALSE:
                    raise RowError(f"{name} is neither true nor false")
                row[name] = said in _TRUE
        for name in _NUMBERS.get(table, ()):
            if name in row:
                number = as_number(row.pop(name))
                if number is None:
                    self.note(file, line, f"{table}: {name} is not a number (kept without it)")
                else:
                    row[name] = int(number) if name == "x_pinned" else number
        if table == "service":
            status = str(row.get("status", "active")).lower()
            row["status"] = status if status in STATUSES else "inactive"
            if status not in STATUSES:
                self.note(file, line, f"service: status {status[:40]!r} is not known, taken as inactive")
        elif table == "location":
            self._clean_location(row, file, line)
        elif table == "phone":
            if not re.search(r"\d", str(row["number"])):
                raise RowError("its number has no digit")
        elif table == "schedule":
            if "weekday" in row:
                read_weekday(row)
            for name in ("opens_at", "closes_at"):
                if name in row:
                    row[name] = read_time(str(row[name]), name)

    def _clean_location(self, row: dict[str, object], file: str, line: int) -> None:
        kind = str(row.get("location_type", "")).lower()
        virtual = str(row.pop("virtual", "")).lower() in _TRUE
        row["location_type"] = kind if kind in PLACE_TYPES else "virtual" if virtual else "physical"
        latitude, longitude = as_number(row.pop("latitude", None)), as_number(row.pop("longitude", None))
        if latitude is None and longitude is None:
            return
        if latitude and longitude and abs(latitude) <= 90 and abs(longitude) <= 180:
            row["latitude"], row["longitude"] = latitude, longitude
        else:
            self.note(file, line, "location: its latitude and longitude are no place on earth (kept without them)")

    def _keep_whole(self, table: str, row: dict[str, object]) -> dict[str, object]:
        kept = {**row, "table_name": table, "x_id": self.as_id(table, str(row.get("id") or describe(row)))}
        for name, value in row.items():
            target = name.removesuffix("_id")
            if name.endswith("_id") and (target in TABLES or target in KEPT_WHOLE):
                kept[name] = self.as_id(target, str(value))
        kept["id"] = str(uuid.uuid5(_NAMESPACE, f"{table}:{kept['x_id']}"))
        return kept

    def _make_id(self, table: str, row: dict[str, object]) -> str:
        natural = _NATURAL.get(table)
        if natural and all(name in row for name in natural[-1:]):
            key = "|".join(str(row.get(name, "")) for name in natural)
            made = self.as_id(table, f"natural:{key}")
            if made not in self.catalogue.rows[table]:
                return made
        return self.as_id(table, describe(row))

    def add_part(self, table: str, values: dict[str, str], file: str, line: int) -> None:
        """Take a row that was written into columns of another one: it is not counted as read, the other one was."""
        try:
            row, _ = self._clean(table, values, file, line)
        except RowError as error:
            self.note(file, line, f"{table}: {error}")
            return
        self.catalogue.rows[table].setdefault(str(row["id"]), row)

    def _merge(self, before: dict[str, object], row: dict[str, object], file: str, line: int) -> None:
        differing = [name for name, value in row.items() if before.setdefault(name, value) != value]
        if differing:
            self.note(
                file, line, f"{row['id']} is met again with another {', '.join(sorted(differing))}: the first is kept"
            )
