"""Our own form for lists kept by hand: one CSV row is one line or office, with source, confidence and checked date.

Columns: name, what_for, organization, phone, sms, url, languages, hours, area, topics, pinned (1 is offered before 2),
peer_run, confidential, address, city, state, zip, cost, eligibility, documents, consent_policy, source, confidence,
checked, notes. Lists are parted by semicolons. Hours that are not known are left empty.
"""

from __future__ import annotations

import re

from bot.directory.gather import Gatherer
from bot.directory.hours import read_hours
from bot.directory.phones import split_sms

TOPIC_TAXONOMY = "OwnVoice topics"
LANGUAGE_CODES = {
    "english": "en",
    "spanish": "es",
    "asl": "ase",
    "portuguese": "pt",
    "haitian creole": "ht",
    "vietnamese": "vi",
}


def is_flat(header: tuple[str, ...]) -> bool:
    return "what_for" in header and ("phone" in header or "sms" in header)


def split_flat(gatherer: Gatherer, values: dict[str, str], file: str, line: int) -> None:
    """Add what one row says as rows of the standard. Only the row itself is counted as read."""
    said = {name: value.strip() for name, value in values.items() if value and value.strip()}
    name = said.get("name")
    if not name:
        gatherer.leave_out(file, line, "has no name")
        return
    if not any(said.get(way) for way in ("phone", "sms", "url", "address")):
        gatherer.leave_out(file, line, "no phone, no text number, no page, no address: nobody can reach it")
        return
    service = {
        "id": said.get("id", f"service:{name}"),
        "organization_id": f"organization:{said.get('organization', name)}",
        "name": name,
        "description": said.get("what_for", ""),
        "url": said.get("url", ""),
        "fees_description": said.get("cost", ""),
        "eligibility_description": said.get("eligibility", ""),
        "assured_date": said.get("checked", ""),
        "x_source_url": said.get("source", ""),
        "x_confidence": said.get("confidence", ""),
        "x_consent_policy": said.get("consent_policy", ""),
        "x_notes": said.get("notes", ""),
        "x_peer_run": said.get("peer_run", "no"),
        "x_pinned": said.get("pinned", ""),
    }
    if gatherer.add("service", service, file, line) is None:
        return
    part = _Part(gatherer, file, line)
    organization = {"id": service["organization_id"], "name": said.get("organization", name)}
    part.add("organization", organization)
    place = {
        "id": f"location:{name}",
        "location_type": "physical" if said.get("address") else "virtual",
        "organization_id": organization["id"],
        "name": name,
        "x_confidential": said.get("confidential", "no"),
    }
    part.add("location", place)
    part.add("service_at_location", {"service_id": service["id"], "location_id": place["id"]})
    if said.get("city") or said.get("zip"):
        address = {
            "address_1": said.get("address", ""),
            "city": said.get("city", ""),
            "state_province": said.get("state", ""),
            "postal_code": said.get("zip", ""),
            "country": "US",
            "address_type": "physical",
        }
        part.add("address", {"location_id": place["id"], **address})
    _add_reach(part, service["id"], said)
    for area in _parts(said.get("area", "")):
        part.add("service_area", {"service_id": service["id"], "name": area, "extent_type": "text"})
    for document in _parts(said.get("documents", "")):
        part.add("required_document", {"service_id": service["id"], "document": document})
    for topic in _parts(said.get("topics", "")):
        part.add("taxonomy", {"id": "taxonomy:topics", "name": TOPIC_TAXONOMY})
        term = {"id": f"topic:{topic}", "code": topic, "name": topic, "taxonomy_id": "taxonomy:topics"}
        part.add("taxonomy_term", term)
        link = {"link_entity": "service", "link_id": service["id"], "taxonomy_term_id": term["id"]}
        part.add("attribute", link)


class _Part:
    """Adds the other rows that one row of the list stands for, without counting them as read."""

    def __init__(self, gatherer: Gatherer, file: str, line: int):
        self._gatherer, self._file, self._line = gatherer, file, line

    def add(self, table: str, values: dict[str, str]) -> None:
        self._gatherer.add_part(table, values, self._file, self._line)

    def note(self, reason: str) -> None:
        self._gatherer.note(self._file, self._line, reason)


def _add_reach(part: _Part, service_id: str, said: dict[str, str]) -> None:
    """Phones, texting, languages and hours."""
    if "phone" in said:
        numbered = re.fullmatch(r"(.*\d)\s*\((.*)\)", said["phone"])  # "988 (press 2)"
        number, description = numbered.groups() if numbered else (said["phone"], "")
        phone = {"service_id": service_id, "number": number, "type": "voice", "description": description}
        part.add("phone", phone)
    if "sms" in said:
        keyword, number = split_sms(said["sms"])
        part.add("phone", {"service_id": service_id, "number": number, "type": "text", "x_sms_keyword": keyword})
    for spoken in _parts(said.get("languages", "")):
        language, _, note = spoken.partition("(")
        code = LANGUAGE_CODES.get(language.strip().lower(), "")
        row = {"service_id": service_id, "code": code, "name": language.strip(), "note": note.rstrip(") ")}
        part.add("language", row)
    if "hours" in said:
        openings = read_hours(said["hours"])
        if openings is None:
            part.note(f"hours {said['hours'][:60]!r} not understood: kept as words")
            part.add("schedule", {"service_id": service_id, "description": said["hours"]})
        for opening in openings or ():
            part.add("schedule", {"service_id": service_id, "freq": "WEEKLY", "description": said["hours"], **opening})


def _parts(said: str) -> list[str]:
    return [part.strip() for part in re.split(r";", said) if part.strip()]
