"""CSV as it really comes: other separators, ragged rows, quotes that never close. Every line is accounted for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

csv.field_size_limit(10_000_000)
LONGEST_ROW = 60  # lines; a row that is longer and has the wrong number of fields swallowed its neighbours


@dataclass(frozen=True)
class CsvTable:
    """A header, in our spelling, and the rows below it."""

    header: tuple[str, ...]
    lines: list[str]
    first_line: int
    separator: str

    def rows(self) -> Iterator[tuple[int, dict[str, str], str]]:
        """(line, values, problem): a row with a problem has no values. Blank rows are no rows."""
        start, width = 0, len(self.header)
        while start < len(self.lines):
            reader = csv.reader(self.lines[start:], delimiter=self.separator)
            before, restarted = 0, False
            for fields in reader:
                line, spans = self.first_line + start + before, reader.line_num - before
                position, before = before, reader.line_num
                if not any(field.strip() for field in fields):
                    continue
                if spans > LONGEST_ROW and len(fields) != width:
                    yield line, {}, "a quote that opens here is never closed"
                    start, restarted = start + position + 1, True
                    break
                if len(fields) > width and any(field.strip() for field in fields[width:]):
                    yield line, {}, f"has {len(fields)} fields where the header has {width}"
                    continue
                yield line, dict(zip(self.header, fields, strict=False)), ""
            if not restarted:
                return


def read_csv(text: str) -> CsvTable | None:
    """The table in `text`, or None when there is no header."""
    # Split at line ends only: other separators (\x0b, \x85, \u2028) are part of a field.
    lines = io.StringIO(text, newline="").read().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [line + "\n" for line in lines]
    for number, line in enumerate(lines):
        if line.strip():
            separator = max(",;\t|", key=line.count)
            names = next(csv.reader([line], delimiter=separator))
            header = tuple(re.sub(r"[^a-z0-9_]+", "_", name.strip().lower()).strip("_") for name in names)
            if any(header):
                return CsvTable(header, lines[number + 1 :], number + 2, separator)
            return None
    return None
