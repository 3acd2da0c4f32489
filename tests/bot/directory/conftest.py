"""A small map, a small shelf, and files written as exports come."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.directory.gazetteer import Gazetteer
from bot.directory.topics import Topics, load_topics
from bot.directory.words import plain
from bot.store.resource_shapes import PostalCode


def a_code(zip_code: str, city: str, county: str, point: tuple[float, float], **changes: object) -> PostalCode:
    """A postal code of Massachusetts."""
    values = {
        "zip": zip_code,
        "city": city,
        "plain_city": plain(city),
        "state": "MA",
        "county": county,
        "latitude": point[0],
        "longitude": point[1],
        "zone": "America/New_York",
        "standard": True,
    }
    return PostalCode(**{**values, **changes})  # type: ignore[arg-type]


CODES = (
    a_code("01608", "Worcester", "Worcester County", (42.26, -71.80)),
    a_code("01605", "Worcester", "Worcester County", (42.29, -71.79)),
    a_code("01653", "Worcester", "Worcester County", (42.36, -71.90), standard=False),
    a_code("01930", "Gloucester", "Essex County", (42.62, -70.68)),
    a_code("01901", "Lynn", "Essex County", (42.46, -70.95)),
    a_code("02121", "Dorchester", "Suffolk County", (42.30, -71.07), other_names=("boston", "grove hall")),
    a_code("02130", "Jamaica Plain", "Suffolk County", (42.31, -71.11), other_names=("boston",)),
    a_code("02108", "Boston", "Suffolk County", (42.36, -71.06)),
    a_code("01238", "Lee", "Berkshire County", (42.30, -73.23)),
    a_code("01867", "Reading", "Middlesex County", (42.53, -71.11)),
    a_code("01103", "Springfield", "Hampden County", (42.10, -72.59)),
    a_code("02720", "Fall River", "Bristol County", (41.72, -71.13)),
)
ELSEWHERE = (
    *(a_code(f"0610{number}", "Hartford", "Hartford County", (41.76, -72.68), state="CT") for number in range(1, 6)),
    *(
        a_code(f"6060{number}", "Chicago", "Cook County", (41.88, -87.63), state="IL", zone="America/Chicago")
        for number in range(1, 6)
    ),
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    everywhere = {code.zip: code for code in (*CODES, *ELSEWHERE)}
    return Gazetteer(
        "MA", CODES, everywhere.get, lambda name: [code for code in everywhere.values() if code.plain_city == name]
    )


@pytest.fixture(scope="session")
def topics() -> Topics:
    return load_topics()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write `name.csv` with a header and rows; returns the folder."""
    folder = tmp_path / "export"

    def write_file(name: str, header: str, *rows: Sequence[object]) -> Path:
        folder.mkdir(exist_ok=True)
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(rows)
        return folder

    return write_file
