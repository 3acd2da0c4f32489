"""Reading what others export: every row is kept or reported, and a bad file changes nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.directory.gather import Catalogue
from bot.directory.hsds import BadFile, read_directory

Write = Callable[..., Path]


def only(catalogue: Catalogue, table: str) -> dict[str, object]:
    (row,) = catalogue.rows[table].values()
    return row


def reasons(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.reason) for problem in catalogue.problems]


def test_rows_in_are_rows_kept_and_rows_reported(write: Write) -> None:
    write("organizations", "id,name", ("1", "Elm House"), ("2", ""), ("1", "Elm House"), ("1", "Other House"))
    folder = write("services", "id,organization_id,name", ("9", "1", "Meals"), ("10", "77", "Beds"))
    catalogue = read_directory(folder)
    assert catalogue.rows_read == 6
    assert catalogue.rows_kept == 3
    assert reasons(catalogue) == [
        ("organizations.csv", 3, "organization: has no name"),
        ("organizations.csv", 4, "organization: the same row as line 2"),
        ("organizations.csv", 5, "organization: its id is already used by line 2: that one is kept"),
        ("services.csv", 3, "service: organization_id points to no organization that is known (kept without it)"),
    ]


def test_a_phone_that_belongs_to_nothing_is_left_out(write: Write) -> None:
    write("services", "id,name", ("1", "Meals"))
    folder = write(
        "phones", "id,service_id,number", ("1", "1", "413-555-0101"), ("2", "8", "413-555-0102"), ("3", "1", "n/a")
    )
    catalogue = read_directory(folder)
    assert [row["number"] for row in catalogue.rows["phone"].values()] == ["413-555-0101"]
    assert catalogue.rows_left_out == 2


def test_old_ids_become_the_same_uuid_on_every_import(write: Write) -> None:
    folder = write("services", "id,name", ("17", "Meals"))
    first, second = read_directory(folder, "county"), read_directory(folder, "county")
    assert list(first.rows["service"]) == list(second.rows["service"])
    assert list(first.rows["service"]) != list(read_directory(folder, "other").rows["service"])


def test_a_quote_that_never_closes_swallows_one_row_only(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    good = [f"{number},Service {number},fine\n" for number in range(200)]
    file.write_text("id,name,description\n" + "".join(good[:50]) + '50,"Broken,oh no\n' + "".join(good[51:]))
    catalogue = read_directory(file)
    assert len(catalogue.rows["service"]) == 199
    assert reasons(catalogue) == [("services.csv", 52, "a quote that opens here is never closed")]


def test_windows_letters_are_read_and_noted(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_bytes("id,name\n1,Café Común\n".encode("cp1252"))
    catalogue = read_directory(file)
    assert only(catalogue, "service")["name"] == "Café Común"
    assert reasons(catalogue) == [("services.csv", 2, "not UTF-8: read as Windows text")]


def test_a_row_with_too_many_fields_is_reported_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text("id,name\n1,Meals\n2,Beds, and more\n")
    catalogue = read_directory(file)
    assert reasons(catalogue) == [("services.csv", 3, "has 3 fields where the header has 2")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("services.json", '{"id": "1", "name": '),
        ("services.csv", ""),
        ("services.csv", "colour,shape\nred,round\n"),
        ("everything.zip", "not a zip"),
        ("readme.json", '{"hello": 1}'),
    ],
)
def test_a_file_that_cannot_be_read_ends_the_import(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(BadFile):
        read_directory(tmp_path / name)


def test_an_unknown_file_beside_good_ones_is_counted_and_reported(write: Write) -> None:
    write("staff_birthdays", "name,day", ("A", "1"), ("B", "2"))
    catalogue = read_directory(write("services", "id,name", ("1", "Meals")))
    assert catalogue.rows_read == 3
    assert catalogue.rows_left_out == 2


def test_older_weekdays_and_times_become_the_standards(write: Write) -> None:
    write("services", "id,name", ("1", "Meals"))
    days = [
        ("1", "1", "Monday", "9am", "4:00 PM"),
        ("2", "1", "7", "14:00", "24:00"),
        ("3", "1", "Someday", "9:00", "10:00"),
    ]
    catalogue = read_directory(write("regular_schedules", "id,service_id,weekday,opens_at,closes_at", *days))
    kept = [(row["byday"], row["opens_at"], row["closes_at"]) for row in catalogue.rows["schedule"].values()]
    assert kept == [("MO", "09:00", "16:00"), ("SU", "14:00", "00:00")]
    assert reasons(catalogue) == [("regular_schedules.csv", 4, "schedule: 'someday' is no weekday")]


def test_ohana_columns_become_rows_of_their_own(write: Write) -> None:
    write(
        "taxonomy",
        "taxonomy_id,name,parent_id,parent_name",
        ("102", "Food", "", ""),
        ("102-05", "Free Meals", "102", "Food"),
    )
    write("locations", "id,organization_id,name,virtual,accessibility", ("5", "", "Hall", "false", "ramp, restroom"))
    header = "id,location_id,name,fees,languages,service_areas,taxonomy_ids"
    folder = write("services", header, ("1", "5", "Meals", "Free", "Spanish, English", "Colma", "102-05"))
    catalogue = read_directory(folder)
    assert catalogue.rows_read == catalogue.rows_kept == 4
    assert only(catalogue, "service")["fees_description"] == "Free"
    assert sorted(str(row["name"]) for row in catalogue.rows["language"].values()) == ["English", "Spanish"]
    assert len(catalogue.rows["accessibility"]) == 2
    assert only(catalogue, "service_at_location")["location_id"] in catalogue.rows["location"]
    term = catalogue.rows["taxonomy_term"][str(only(catalogue, "attribute")["taxonomy_term_id"])]
    assert term["code"] == "102-05"


def test_nested_json_is_taken_apart_and_what_is_met_twice_counts_once(tmp_path: Path) -> None:
    phone = {"id": "p", "number": "413-555-0103"}
    place = {"id": "l", "location_type": "physical", "phones": [phone], "addresses": [{"id": "a", "city": "Lynn"}]}
    service = {
        "id": "s",
        "name": "Meals",
        "status": "active",
        "phones": [phone],
        "organization": {"id": "o", "name": "Elm House", "locations": [place]},
        "service_at_locations": [{"id": "sl", "location": place}],
        "attributes": [{"id": "x", "taxonomy_term": {"id": "t", "name": "Food", "code": "102"}}],
    }
    file = tmp_path / "services.json"
    page = {"total_pages": 2, "first_page": True, "last_page": False, "contents": [service]}
    file.write_text(json.dumps(page))
    catalogue = read_directory(file)
    assert catalogue.rows_kept == catalogue.rows_read == 8
    assert not catalogue.complete  # another page exists: nothing may be taken for gone
    met = only(catalogue, "phone")
    assert met["service_id"] in catalogue.rows["service"]
    assert met["location_id"] in catalogue.rows["location"]
    assert only(catalogue, "attribute")["link_entity"] == "service"
    assert only(catalogue, "service")["organization_id"] in catalogue.rows["organization"]


def test_names_of_staff_are_counted_but_not_kept(write: Write) -> None:
    write("services", "id,name", ("1", "Meals"))
    catalogue = read_directory(write("contacts", "id,service_id,name", ("1", "1", "Pat Example")))
    assert "Pat" not in str(catalogue.rows)
    assert catalogue.rows_left_out == 1


def test_a_zip_with_a_folder_inside_is_read(tmp_path: Path) -> None:
    path = tmp_path / "county.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("county/services.csv", "id;name\n1;Meals\n")
        archive.writestr("__MACOSX/services.csv", "junk")
    assert only(read_directory(path), "service")["name"] == "Meals"


def test_our_own_list_gives_a_line_with_texting_hours_and_topics(tmp_path: Path) -> None:
    header = "name,what_for,phone,sms,hours,area,topics,pinned,source,confidence,checked\n"
    row = 'Elm Line,Talk,988 (press 2),HOME to 741741,"Mon-Fri 9am-5pm, Sat 10am-noon",US,food,1,page,high,2026-11-01\n'
    bad = "Nobody,,,,,,,,,,\n"
    (tmp_path / "lines.csv").write_text(header + row + bad)
    catalogue = read_directory(tmp_path / "lines.csv")
    assert catalogue.rows_read == 2
    assert reasons(catalogue) == [
        ("lines.csv", 3, "no phone, no text number, no page, no address: nobody can reach it")
    ]
    phones = {row["type"]: row for row in catalogue.rows["phone"].values()}
    assert (phones["voice"]["number"], phones["voice"]["description"]) == ("988", "press 2")
    assert (phones["text"]["number"], phones["text"]["x_sms_keyword"]) == ("741741", "HOME")
    assert len(catalogue.rows["schedule"]) == 2
    assert only(catalogue, "service")["assured_date"] == "2026-11-01"


def test_hours_nobody_can_read_are_kept_as_words_and_noted(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("name,what_for,phone,hours\nElm Line,Talk,413-555-0104,when the light is on\n")
    catalogue = read_directory(tmp_path / "lines.csv")
    assert only(catalogue, "schedule")["description"] == "when the light is on"
    assert [problem.kept for problem in catalogue.problems] == [True]
