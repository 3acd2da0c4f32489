"""The resource directory: import, export, check, search, seed, bench. See docs/for-operators/resources.md."""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import sys
import time
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import ROOT, load_settings

if TYPE_CHECKING:
    from bot.directory.gather import Catalogue
    from bot.directory.gazetteer import Gazetteer
    from bot.store.resource_shapes import Changes

SEED = ROOT / "data" / "resources"
SEED_LISTS = ("lines.csv", "housing_authorities.csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    take = verbs.add_parser("import", help="read HSDS or Ohana files: a file, a folder or a zip")
    take.add_argument("path", type=Path)
    take.add_argument("--source", default="", help="where it comes from; the same name on every import of it")
    take.add_argument("--partial", action="store_true", help="what is missing from it is not gone")
    take.add_argument("--may-shrink", action="store_true", help="most of its services are gone, and that is right")
    take.add_argument("--dry-run", action="store_true", help="check and count, change nothing")
    take.add_argument("--report", type=Path, help="write every problem, row by row, to this CSV file")
    give = verbs.add_parser("export", help="write an HSDS 3.x data package: a folder, or a file ending in .zip")
    give.add_argument("path", type=Path)
    give.add_argument("--public", action="store_true", help="leave confidential addresses and own notes out")
    check = verbs.add_parser(
        "check", help="entries that are stale, without phone, unreachable by text, unmapped, reported"
    )
    check.add_argument("--list", action="store_true", help="name every entry, not only how many")
    check.add_argument("--days", type=int, default=180, help="older than this is stale")
    check.add_argument("--done", metavar="SERVICE_ID", help="an entry was looked at: close the reports about it")
    find = verbs.add_parser("search", help="what a peer would get")
    find.add_argument("text")
    find.add_argument("--near", default="", metavar="ZIP_OR_TOWN")
    find.add_argument("--json", action="store_true")
    verbs.add_parser("seed", help="load the lists that are shipped, if they changed").add_argument(
        "--again", action="store_true"
    )
    bench = verbs.add_parser("bench", help="measure import and search with made-up services, in an empty database")
    bench.add_argument("--services", type=int, default=50_000)
    bench.add_argument("--searches", type=int, default=300)


def run(args: argparse.Namespace) -> int:
    verbs = {"import": _import, "export": _export, "check": _check, "search": _search, "seed": _seed, "bench": _bench}
    return verbs[args.verb](args)


def _import(args: argparse.Namespace) -> int:
    from bot.directory.hsds import BadFile, read_directory
    from bot.store.resource_imports import TooManyGone, apply_import, known_ids

    began = time.monotonic()
    gc.disable()  # millions of small values and no cycles: looking for garbage would take a third of the time
    known: dict[str, set[str]] = {}

    def find_known(table: str) -> set[str]:
        if table not in known:
            known[table] = known_ids(table)
        return known[table]

    try:
        catalogue = read_directory(args.path, args.source, find_known, _tell)
    except BadFile as error:
        print(f"Nothing was changed. {error}", file=sys.stderr)
        return 1
    try:
        changes = apply_import(
            catalogue.rows,
            catalogue.source,
            datetime.now(timezone.utc),
            make_card_maker(),
            complete=catalogue.complete and not args.partial,
            dry_run=args.dry_run,
            may_shrink=args.may_shrink,
            progress=_tell,
        )
    except TooManyGone as error:
        print(f"Nothing was changed. {error}. If that is right, add --may-shrink.", file=sys.stderr)
        return 1
    _print_import(catalogue, changes, args.dry_run, time.monotonic() - began)
    if args.report:
        _write_report(catalogue, args.report)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_import(catalogue: Catalogue, changes: Changes, dry_run: bool, seconds: float) -> None:
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for problem in catalogue.problems:
        groups.setdefault((problem.file, problem.reason, problem.kept), []).append(problem.line)
    for (file, reason, kept), lines in groups.items():
        shown = ", ".join(map(str, lines[:5])) + (f" and {len(lines) - 5} more" if len(lines) > 5 else "")
        print(f"{'kept' if kept else 'left out'}: {file} line {shown}: {reason}")
    print(f"source: {catalogue.source}")
    print(
        f"rows in: {catalogue.rows_read} = {catalogue.rows_kept} kept + {catalogue.rows_left_out} left out and reported"
    )
    for table in changes.added:
        numbers = f"{changes.added[table]} new, {changes.changed[table]} changed, {changes.gone[table]} gone"
        print(f"  {table}: {numbers}, {changes.unchanged[table]} as before")
    services = len(catalogue.rows.get("service", ()))
    print(f"{services} services in {seconds:.1f} s, {services / max(seconds, 0.001):.0f} services/s")
    if dry_run:
        print("dry run: nothing was changed")


def _write_report(catalogue: Catalogue, path: Path) -> None:
    import csv

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "line", "kept", "rows", "reason"])
        writer.writerows(
            [problem.file, problem.line, problem.kept, problem.rows, problem.reason] for problem in catalogue.problems
        )


def _export(args: argparse.Namespace) -> int:
    from bot.directory.datapackage import write_package
    from bot.store.resource_imports import read_rows

    if args.path.exists() and (args.path.is_file() or any(args.path.iterdir())):
        print(f"{args.path} is not empty: choose a new name", file=sys.stderr)
        return 1
    counts = write_package(args.path, read_rows, "ownvoice-resources", public=args.public)
    for table, count in counts.items():
        print(f"  {table}: {count}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from bot.directory.checks import check_entries
    from bot.store.resources import close_reports, count_reports, list_found

    now = datetime.now(timezone.utc)
    if args.done:
        print(f"{close_reports(args.done, now)} reports closed")
        return 0
    for trouble, names in check_entries(list_found(), count_reports(), now.date(), args.days).items():
        print(f"{trouble}: {len(names)}")
        for name in names if args.list else ():
            print(f"  {name}")
    return 0


def _search(args: argparse.Namespace) -> int:
    from bot.directory.requests import parse_place, parse_request
    from bot.directory.search import Search
    from bot.directory.topics import compare_by_meaning, load_topics
    from bot.store import resources as shelf

    settings = load_settings()
    topics, gazetteer = load_topics(), load_gazetteer()
    closest = None
    if (settings.frozen_encoder / "model.bin").exists():
        from bot.encoder import load_frozen_encoder

        closest = compare_by_meaning(topics, load_frozen_encoder().encode_many)
    request = parse_request(args.text, topics, gazetteer, closest)
    if args.near:
        from dataclasses import replace

        said = parse_place(args.near, gazetteer)
        request = replace(
            request, place=said.place, perhaps_places=said.perhaps_places, unknown_place=said.unknown_place
        )
    search = Search(shelf, topics, settings.state, settings.time_zone)
    began = time.perf_counter()
    results = search.search(request, datetime.now(timezone.utc))
    took = (time.perf_counter() - began) * 1000
    if args.json:
        print(json.dumps({**_as_json(results), "milliseconds": round(took, 1)}, ensure_ascii=False, indent=1))
        return 0
    place = f"{request.place.name}, {request.place.state}" if request.place else "-"
    unmet = ", ".join(refinement.value for refinement in results.unmet) or "-"
    print(f"topic: {request.topic or '-'}  place: {place}  widened: {results.widened or '-'}  unmet: {unmet}")
    if not results.results:
        print("nothing found; instead:")
    for number, result in enumerate(results.results or results.instead, start=1):
        reach = " / ".join(
            [phone.shown for phone in result.phones] + ([f"text {result.sms.shown}"] if result.sms else [])
        )
        reasons = ", ".join(f"{reason.code} {reason.value}".strip() for reason in result.why)
        print(f"{number}. {result.name}: {reach or result.url} [{reasons}; score {result.score}]")
    return 0


def _as_json(results: Any) -> dict[str, Any]:
    request = results.request
    place = request.place
    named = None
    if place:
        named = {
            "name": place.name,
            "kind": place.kind,
            "state": place.state,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return {
        "topic": request.topic,
        "topic_score": request.topic_score,
        "other_topics": request.other_topics,
        "place": named,
        "perhaps_places": [f"{perhaps.name}, {perhaps.state}" for perhaps in request.perhaps_places],
        "needs_place": request.needs_place,
        "unknown_place": request.unknown_place,
        "refinements": sorted(refinement.value for refinement in request.refinements),
        "results": [asdict(result) for result in results.results],
        "has_more": results.has_more,
        "widened": results.widened,
        "unmet": [refinement.value for refinement in results.unmet],
        "instead": [asdict(result) for result in results.instead],
    }


def _seed(args: argparse.Namespace) -> int:
    print("loaded" if seed_resources(datetime.now(timezone.utc), again=args.again) else "nothing new")
    return 0


def _bench(args: argparse.Namespace) -> int:
    from bot.chores._resource_bench import bench

    return bench(args.services, args.searches)


def seed_resources(now: datetime, again: bool = False) -> bool:
    """Load postal codes and the shipped lists where they changed since last time. True when anything was loaded."""
    from bot.directory.postal import postal_code_version, read_postal_codes
    from bot.store.resource_index import reindex
    from bot.store.resources import find_seed, mark_seed, replace_postal_codes
    from bot.store.session import unit_of_work

    version = postal_code_version()
    lists = {name: hashlib.sha256((SEED / name).read_bytes()).hexdigest() for name in SEED_LISTS}
    rules = hashlib.sha256(b"".join((SEED / name).read_bytes() for name in ("topics.yml", "places.yml"))).hexdigest()
    loaded = False
    with unit_of_work():
        if again or find_seed("postal_codes") != version:
            replace_postal_codes(read_postal_codes())
            mark_seed("postal_codes", version, now)
            loaded = True
        stale = [name for name, digest in lists.items() if again or find_seed(name) != digest]
        maker = make_card_maker() if stale or find_seed("topics") != rules else None
        for name in stale:
            _load_list(SEED / name, now, maker)
            mark_seed(name, lists[name], now)
        if maker and find_seed("topics") != rules:
            reindex(maker)
            mark_seed("topics", rules, now)
    return loaded or maker is not None


def _load_list(path: Path, now: datetime, maker: Any) -> None:
    from bot.directory.hsds import read_directory
    from bot.store.resource_imports import apply_import

    catalogue = read_directory(path, source=f"ownvoice-{path.stem}")
    if catalogue.problems:
        raise ValueError(f"{path}: {catalogue.problems[0].reason} (line {catalogue.problems[0].line})")
    apply_import(catalogue.rows, catalogue.source, now, maker)


def load_gazetteer() -> Gazetteer:
    """The places of the home state, by the setting OWNVOICE_STATE."""
    from bot.directory.gazetteer import Gazetteer
    from bot.store.resources import find_postal_code, find_towns, list_postal_codes

    state = load_settings().state
    return Gazetteer(state, list_postal_codes(state), find_postal_code, find_towns)


def make_card_maker() -> Any:
    from bot.directory.cards import CardMaker
    from bot.directory.topics import load_topics
    from bot.store.resources import list_postal_codes

    return CardMaker(load_topics(), load_gazetteer(), list_postal_codes(), load_settings().time_zone)
