"""Measure the directory with made-up services: import speed, and search time at the 95th percentile.

Crowded on purpose: all services lie in the home state, so that every circle of 25 miles holds thousands.
"""

from __future__ import annotations

import csv
import gc
import random
import sys
import tempfile
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path

KINDS = (
    ("Food Pantry", "Free groceries for families every week. Bring bags."),
    ("Soup Kitchen", "Hot meals, no questions asked."),
    ("Overnight Shelter", "A bed for the night, supper and a shower."),
    ("Housing Office", "Help with housing applications and apartment lists."),
    ("Legal Clinic", "Free legal help with eviction and benefits."),
    ("Recovery Center", "Recovery meetings and coaches, open to all."),
    ("Peer Support Group", "A weekly group run by people who have been there."),
    ("Counseling Center", "Therapy on a sliding scale, Spanish spoken."),
    ("Health Center", "Doctor, dentist and nurse, MassHealth taken."),
    ("Career Center", "Job search, resume help and computer classes."),
    ("Clothing Closet", "Coats, shoes and blankets."),
    ("Senior Center", "Rides and lunch for older adults."),
)
REQUESTS = (
    "I need a place to stay near {}",
    "food in {}",
    "peer support group near {}",
    "free lawyer in {} that speaks spanish",
    "therapist near {}",
    "AA meetings around {} open now",
    "job help in {}",
    "soup kitchen near {} closer",
    "winter coat {}",
    "doctor near {} no id",
    "Maple {} Collective 17",
    "warmline",
    "somebody to talk to at night who isnt 911",
)


def bench(services: int, searches: int) -> int:
    """Fill an empty database and print the figures."""
    from bot.chores.resources import load_gazetteer, make_card_maker, seed_resources
    from bot.directory.hsds import read_directory
    from bot.directory.requests import parse_request
    from bot.directory.search import Search
    from bot.directory.topics import load_topics
    from bot.settings import load_settings
    from bot.store import resources as shelf
    from bot.store.migrate import migrate
    from bot.store.resource_imports import apply_import, count_rows, known_ids

    migrate()
    if count_rows()["organization"]:
        print(
            "This database has a directory already: run with OWNVOICE_VAR or OWNVOICE_DATABASE_URL of an empty one.",
            file=sys.stderr,
        )
        return 1
    settings, now = load_settings(), datetime.now(timezone.utc)
    began = time.perf_counter()
    seed_resources(now)
    print(f"seed: {time.perf_counter() - began:.1f} s")
    gazetteer, chance = load_gazetteer(), random.Random(17)
    towns = [code for code in gazetteer.codes if code.standard]
    gc.disable()  # as the import chore does
    with tempfile.TemporaryDirectory() as folder:
        rows = _write_services(Path(folder), services, towns, chance)
        for turn in ("first import", "same again"):
            began, worked = time.perf_counter(), time.process_time()
            catalogue = read_directory(Path(folder), "bench", known_ids)
            apply_import(catalogue.rows, catalogue.source, now, make_card_maker())
            took = time.perf_counter() - began
            worked = time.process_time() - worked  # on a busy machine the clock says more about the neighbours
            print(
                f"{turn}: {services} services, {rows} rows in {took:.1f} s = {services / took:.0f} services/s "
                f"({worked:.1f} s of processor = {services / worked:.0f} services/s)"
            )
    gc.enable()
    search = Search(shelf, load_topics(), settings.state, settings.time_zone)
    times, parsing, working = [], [], []
    for number in range(searches):
        text = REQUESTS[number % len(REQUESTS)].format(chance.choice(towns).city)
        began = time.perf_counter()
        request = parse_request(text, search.topics, gazetteer)
        parsed, worked = time.perf_counter(), time.process_time()
        search.search(request, now)
        times.append((time.perf_counter() - parsed) * 1000)
        working.append((time.process_time() - worked) * 1000)
        parsing.append((parsed - began) * 1000)
    for name, measured in (
        ("search", times),
        ("search, this process's own work", working),
        ("understanding the request by words", parsing),
    ):
        measured.sort()
        middle, most = measured[len(measured) // 2], measured[int(len(measured) * 0.95)]
        print(f"{name}: {len(measured)} times, median {middle:.1f} ms, p95 {most:.1f} ms, worst {measured[-1]:.1f} ms")
    return 0


def _write_services(folder: Path, count: int, towns: list, chance: random.Random) -> int:
    """An HSDS 3 folder; returns how many rows it has."""
    tables: dict[str, list[list[object]]] = {
        "organizations": [["id", "name", "description"]],
        "services": [["id", "organization_id", "name", "description", "status", "fees_description", "assured_date"]],
        "locations": [["id", "location_type", "organization_id", "name", "latitude", "longitude"]],
        "service_at_location": [["id", "service_id", "location_id"]],
        "addresses": [
            ["id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type"]
        ],
        "phones": [["id", "service_id", "number", "type"]],
        "schedules": [["id", "service_id", "freq", "byday", "opens_at", "closes_at"]],
        "languages": [["id", "service_id", "name", "code"]],
    }

    def make_id() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    for number in range(count):
        kind, description = KINDS[number % len(KINDS)]
        town = chance.choice(towns)
        organization, service, place = make_id(), make_id(), make_id()
        if number % 4 == 0:
            tables["organizations"].append(
                [organization, f"Maple {town.city} Collective {number % 500}", "A made-up organisation."]
            )
            owner = organization
        tables["services"].append(
            [
                service,
                owner,
                f"{town.city} {kind} {number}",
                description,
                "active",
                chance.choice(("Free", "", "$5")),
                "2026-10-01",
            ]
        )
        point = (town.latitude + chance.gauss(0, 0.02), town.longitude + chance.gauss(0, 0.02))
        tables["locations"].append([place, "physical", owner, f"{town.city} site", *point])
        tables["service_at_location"].append([make_id(), service, place])
        tables["addresses"].append(
            [make_id(), place, f"{number % 900} Main Street", town.city, town.state, town.zip, "US", "physical"]
        )
        tables["phones"].append([make_id(), service, f"(413) 555-01{number % 100:02}", "voice"])
        tables["schedules"].append([make_id(), service, "WEEKLY", "MO,TU,WE,TH,FR", "09:00", "17:00"])
        if number % 3 == 0:
            tables["languages"].append([make_id(), service, "Spanish", "es"])
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    return sum(len(rows) - 1 for rows in tables.values())
