"""The directory in real databases: the same on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.chores.resources import load_gazetteer, make_card_maker, seed_resources
from bot.directory.datapackage import write_package
from bot.directory.hsds import read_directory
from bot.directory.requests import parse_request
from bot.directory.search import Search
from bot.directory.topics import load_topics
from bot.privacy.seal import load_seal
from bot.settings import load_settings
from bot.store import resources
from bot.store.migrate import migrate
from bot.store.resource_imports import TooManyGone, apply_import, count_rows, known_ids, read_rows
from bot.store.resource_shapes import Changes
from bot.store.resources import count_reports, find_by_words, find_named, find_near, list_found, report_wrong
from bot.store.session import load_engine
from tests.builders import NOON

CACHES = (load_settings, load_engine, load_seal)


def use(patch: pytest.MonkeyPatch, var: Path, url: str = "") -> None:
    """Let the store of this process use that database."""
    patch.setenv("OWNVOICE_VAR", str(var))
    patch.setenv("OWNVOICE_DATABASE_URL", url)
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any]]:
    """A seeded SQLite file and a seeded PostgreSQL database, copied for each test: seeding takes seconds."""
    import pgserver

    folder = tmp_path_factory.mktemp("seeded")
    server = pgserver.get_server(folder / "postgresql")
    with pytest.MonkeyPatch.context() as patch:
        for url in ("", server.get_uri()):
            use(patch, folder, url)
            migrate()
            seed_resources(NOON)
            load_engine().dispose()
    yield folder, server
    server.cleanup()
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded(
    request: pytest.FixtureRequest, templates: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A database with the shipped lists."""
    folder, server = templates
    url = ""
    if request.param == "sqlite":
        shutil.copy(folder / "ownvoice.db", tmp_path / "ownvoice.db")
    else:
        name = f"t{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name} TEMPLATE postgres")
        url = server.get_uri(name)
    use(monkeypatch, tmp_path, url)
    yield
    load_engine().dispose()
    for cache in CACHES:
        cache.cache_clear()


@lru_cache(maxsize=1)
def a_card_maker() -> Any:
    """One for all tests: the map is the same in every database."""
    return make_card_maker()


def bring(folder: Path, source: str = "county", **how: Any) -> Changes:
    catalogue = read_directory(folder, source, known_ids)
    return apply_import(catalogue.rows, catalogue.source, NOON, a_card_maker(), **how)


def write_services(folder: Path, *names: str, phone: str = "413-555-0101") -> Path:
    folder.mkdir(exist_ok=True)
    tables = {
        "services": [["id", "name", "description"], *([f"s{name}", name, "Free meals"] for name in names)],
        "locations": [["id", "name"], ["l", "Hall"]],
        "addresses": [
            ["id", "location_id", "address_1", "city", "state_province", "postal_code"],
            ["a", "l", "1 Elm St", "Lynn", "MA", "01901"],
        ],
        "service_at_location": [
            ["id", "service_id", "location_id"],
            *([f"x{name}", f"s{name}", "l"] for name in names),
        ],
        "phones": [["id", "service_id", "number"], *([f"p{name}", f"s{name}", phone] for name in names)],
        "programs": [["id", "name"], ["1", "Elm programme"]],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def ask(text: str) -> list[str]:
    search = Search(resources, load_topics(), "MA", "America/New_York")
    return [result.name for result in search.search(parse_request(text, load_topics(), load_gazetteer()), NOON).results]


def test_the_shipped_lists_answer_at_once(seeded: None) -> None:
    assert ask("suicide hotline")[:2] == ["988 Suicide & Crisis Lifeline", "Crisis Text Line"]
    assert ask("warmline springfield")[0] == "Wildflower Alliance Peer Support Line"
    assert "Worcester Housing Authority" in ask("section 8 near wurcester")
    assert ask("kiva centers")[0].startswith("Kiva Centers")
    assert not seed_resources(NOON)  # a second start has nothing to do


def test_an_import_is_found_and_a_second_one_changes_only_what_changed(seeded: None, tmp_path: Path) -> None:
    folder = write_services(tmp_path / "export", "Elm Pantry", "Oak Pantry")
    assert bring(folder).added["service"] == 2
    assert {"Elm Pantry", "Oak Pantry"} <= set(ask("food in lynn"))
    again = bring(folder)
    assert not any((*again.added.values(), *again.changed.values(), *again.gone.values()))
    changed = bring(write_services(folder, "Elm Pantry", "Oak Pantry", phone="413-555-0199"))
    assert (changed.changed["phone"], changed.changed["service"]) == (2, 0)
    (elm,) = find_named(["elm", "pantry"], 4)
    assert elm.card["phones"][0][0] == "413-555-0199"


def test_a_phone_that_moves_to_another_service_leaves_the_old_one(seeded: None, tmp_path: Path) -> None:
    folder = write_services(tmp_path / "export", "Elm Pantry", "Oak Pantry")
    (folder / "phones.csv").write_text("id,service_id,number\n1,sElm Pantry,413-555-0102\n")
    bring(folder)
    (folder / "phones.csv").write_text("id,service_id,number\n1,sOak Pantry,413-555-0102\n")
    bring(folder)
    (elm,), (oak,) = find_named(["elm", "pantry"], 4), find_named(["oak", "pantry"], 4)
    assert "phones" not in elm.card
    assert oak.card["phones"][0][0] == "413-555-0102"


def test_what_vanished_is_marked_and_comes_back(seeded: None, tmp_path: Path) -> None:
    folder = write_services(tmp_path / "export", "Elm Pantry", "Oak Pantry")
    bring(folder)
    assert bring(write_services(folder, "Elm Pantry")).gone["service"] == 1
    assert "Oak Pantry" not in ask("food in lynn")
    assert "Oak Pantry" in [row["name"] for row in read_rows("service")]
    bring(write_services(folder, "Elm Pantry", "Oak Pantry"))
    assert "Oak Pantry" in ask("food in lynn")


def test_a_dry_run_counts_and_changes_nothing(seeded: None, tmp_path: Path) -> None:
    before = count_rows()
    assert bring(write_services(tmp_path / "export", "Elm Pantry"), dry_run=True).added["service"] == 1
    assert count_rows() == before


def test_a_file_that_was_cut_off_does_not_empty_the_directory(seeded: None, tmp_path: Path) -> None:
    folder = write_services(tmp_path / "export", *(f"Pantry {number}" for number in range(50)))
    bring(folder)
    before = count_rows()
    with pytest.raises(TooManyGone):
        bring(write_services(folder, "Pantry 1", "Pantry 2"))
    assert count_rows() == before
    assert bring(write_services(folder, "Pantry 1", "Pantry 2"), may_shrink=True).gone["service"] == 48


def test_an_export_imports_again_without_loss(seeded: None, tmp_path: Path) -> None:
    bring(write_services(tmp_path / "export", "Elm Pantry", 'Oak <b>Pantry</b>, "the old one"\nback door'))
    bring(write_services(tmp_path / "export", "Elm Pantry"))  # one is marked as gone
    first, second = tmp_path / "first.zip", tmp_path / "second"
    write_package(first, read_rows, "test")
    assert not any(
        count
        for counts in (bring(first, "again"),)
        for part in (counts.added, counts.changed, counts.gone)
        for count in part.values()
    )
    write_package(second, read_rows, "test")
    with zipfile.ZipFile(first) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in second.iterdir()
        }


def test_a_public_export_holds_no_confidential_address(seeded: None, tmp_path: Path) -> None:
    folder = write_services(tmp_path / "export", "Elm House")
    (folder / "locations.csv").write_text("id,name,x_confidential,latitude,longitude\nl,Hall,true,42.46,-70.95\n")
    bring(folder)
    write_package(tmp_path / "public", read_rows, "test", public=True)
    assert "1 Elm St" not in (tmp_path / "public" / "addresses.csv").read_text()
    assert "42.46" not in (tmp_path / "public" / "locations.csv").read_text()


def test_a_quoted_word_in_a_request_does_not_break_the_search(seeded: None) -> None:
    for words in (["it's"], ["AND"], ['"'], ["near:", "worcester"], ["need", "housing?"], ["or", "not"], ["%", "_"]):
        assert find_by_words(words) is not None
        assert find_named(words, 4) is not None


def test_names_are_found_with_any_ending_and_nearest_comes_first(seeded: None) -> None:
    assert any("Worcester" in found.card["name"] for found in find_by_words(["worcester", "authorities"]))
    near = find_near("housing", 42.26, -71.80, 25)
    assert near[0].card["town"] == "Worcester"


def test_a_report_names_the_entry_and_keeps_no_words(seeded: None) -> None:
    entry = list_found()[0]
    report_wrong(entry.service_id, "number", NOON)
    report_wrong(entry.service_id, "number", NOON + timedelta(days=1))
    assert count_reports() == {entry.service_id: 2}
    assert resources.close_reports(entry.service_id, NOON) == 2
    assert count_reports() == {}


def test_the_package_of_postal_codes_does_not_stay_in_memory(seeded: None) -> None:
    import sys

    assert not any(name == "zipcodes" or name.startswith("zipcodes.") for name in sys.modules)
    assert len(resources.list_postal_codes()) > 40_000
