"""Make a service ready to be found and shown: one card for each place where it is given.

A confidential address stops here: its card has the town and the phone, and the middle of the town for a map point.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.directory.gazetteer import Gazetteer
from bot.directory.phones import read_number
from bot.directory.states import read_state
from bot.directory.topics import Topics
from bot.directory.words import plain
from bot.store.resource_shapes import PostalCode, Row, SearchRow, ServiceRows

LONGEST = 200  # letters of a description on a card
_FREE = re.compile(r"\b(?:free|no (?:cost|charge|fees?)|gratis|sin costo)\b", re.IGNORECASE)
_NOT_FREE = re.compile(r"\bnot free\b|\bfee is\b|\$\s?[1-9]", re.IGNORECASE)
_SPANISH = re.compile(r"\b(?:spanish|espa[nñ]ol|bilingual)\b", re.IGNORECASE)
_ANY_LANGUAGE = re.compile(r"\binterpret", re.IGNORECASE)
_ASKS_ID = re.compile(
    r"\b(?:photo id|identification|picture id|government.issued|valid id|driver'?s licen[cs]e|proof of identity"
    r"|id required|bring id)\b|^id$",
    re.IGNORECASE,
)
_NO_ID = re.compile(r"\b(?:no id|id is not|without id|no identification)\b", re.IGNORECASE)
_VETERANS = re.compile(r"\bveterans?\b", re.IGNORECASE)
_HIDING = re.compile(r"\b(?:shelter|safe ?house|safe home|refuge|transitional)\b", re.IGNORECASE)
_SCHEDULE = (
    "byday",
    "freq",
    "interval",
    "bymonthday",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "until",
    "dtstart",
    "description",
)


@dataclass
class CardMaker:
    """Makes search rows. `codes` are all postal codes, to place what has an address but no point on the map."""

    topics: Topics
    gazetteer: Gazetteer
    codes: Sequence[PostalCode]
    zone: str
    _by_zip: dict[str, PostalCode] = field(default_factory=dict)
    _by_town: dict[tuple[str, str], PostalCode] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code in self.codes:
            self._by_zip[code.zip] = code
            if code.standard or (code.plain_city, code.state) not in self._by_town:
                self._by_town.setdefault((code.plain_city, code.state), code)

    def __call__(self, rows: ServiceRows) -> Iterable[SearchRow]:
        """The search rows of one service: one for each place, or one when it has none."""
        service = rows.service
        title = f"{service['name']} {service.get('alternate_name', '')} {service.get('x_keywords', '')}"
        words = clean_text(service.get("description"))
        topics = self.topics.of_listing(
            [term["code"] for term in rows.terms if "code" in term], [term["name"] for term in rows.terms], title, words
        )
        for link, place in rows.places or ((None, None),):
            yield self._make(rows, link, place, words, topics)

    def _make(
        self, rows: ServiceRows, link: Row | None, place: Row | None, words: str, topics: Sequence[str]
    ) -> SearchRow:
        service = rows.service
        owner = rows.organization or {}
        keys = [key for key in (link and link["id"], service["id"], place and place["id"]) if key]
        phones = _gather(rows.phones, keys) or list(rows.phones.get(owner.get("id", ""), ()))
        address = _pick_address(rows.addresses.get(place["id"], ())) if place else {}
        code = self._find_code(address)
        is_secret = _is_confidential(place, topics, f"{service['name']} {words}")
        latitude, longitude = _point(place, address, code, is_secret, self._by_town)
        spoken = [row for key in (*keys, *(phone["id"] for phone in phones)) for row in rows.languages.get(key, ())]
        cost = service.get("fees_description") or "; ".join(_say_cost(row) for row in rows.costs)
        voice, sms = _read_phones(phones)
        state = read_state(address.get("state_province", "")) or (code.state if code else "")
        card: dict[str, Any] = {
            "name": clean_text(service["name"]),
            "organization": ""
            if plain(owner.get("name", "")) == plain(service["name"])
            else clean_text(owner.get("name")),
            "what": _hide(shorten(words), address) if is_secret else shorten(words),
            "phones": voice,
            "sms": sms,
            "url": "" if is_secret else service.get("url") or (place or {}).get("url") or owner.get("website", ""),
            "address": "" if is_secret else _say_address(address),
            "town": address.get("city", "").title() if address.get("city", "").isupper() else address.get("city", ""),
            "state": state,
            "confidential": is_secret,
            "zone": code.zone if code else self.zone,
            "hours": [
                {name: row[name] for name in _SCHEDULE if name in row} for row in _gather_first(rows.schedules, keys)
            ],
            "cost": shorten(clean_text(cost), 90),
            "free": bool(_FREE.search(cost) and not _NOT_FREE.search(cost)),
            "languages": list(dict.fromkeys(row.get("name") or row.get("code", "") for row in spoken)),
            "who": shorten(clean_text(service.get("eligibility_description")), 120),
            "how": shorten(clean_text(service.get("application_process")), 160),
            "alert": shorten(clean_text(service.get("alert")), 120),
            "documents": [clean_text(row["document"]) for row in rows.documents],
            "consent": clean_text(service.get("x_consent_policy")),
            "assured": service.get("assured_date", ""),
            "confidence": service.get("x_confidence", ""),
            "source": service.get("x_source_url") or service.get("x_source", ""),
            "peer_run": bool(service.get("x_peer_run")),
            "pinned": service.get("x_pinned") or 0,
            "topics": list(topics),
            "latitude": latitude,
            "longitude": longitude,
        }
        card = {
            name: value
            for name, value in card.items()
            if value or (name in ("latitude", "longitude") and value is not None)
        }
        areas = self._find_areas(_gather(rows.areas, [key for key in keys if key != (place and place["id"])]), state)
        if areas:
            card["areas"] = areas
        card["facets"] = facets = _find_facets(card, service, spoken, rows.documents)
        return SearchRow(
            id=(link or service)["id"],
            service_id=service["id"],
            name=" ".join((card["name"], clean_text(service.get("alternate_name")), card.get("organization", ""))),
            words=" ".join((words[:1500], clean_text(service.get("x_keywords")), card.get("town", ""))),
            topics=(*topics, *facets),
            areas=tuple(areas),
            latitude=latitude,
            longitude=longitude,
            pinned=bool(service.get("x_pinned")),
            card=card,
        )

    def _find_code(self, address: Row) -> PostalCode | None:
        digits = re.match(r"\d{3,5}", address.get("postal_code", "").strip())
        code = self._by_zip.get(digits[0].zfill(5)) if digits else None  # spreadsheets drop a leading 0
        if code is None and address.get("city"):
            state = read_state(address.get("state_province", "")) or self.gazetteer.state
            code = self._by_town.get((plain(address["city"]), state))
        return code

    def _find_areas(self, rows: Iterable[Row], state: str) -> list[str]:
        found: dict[str, None] = {}
        for row in rows:
            for said in (row.get("name"), row.get("extent") if row.get("extent_type", "text") == "text" else None):
                if said:
                    found.update(dict.fromkeys(self.gazetteer.areas_named(said, state or self.gazetteer.state)))
        return list(found)


def _gather(groups: Mapping[str, Sequence[Row]], keys: Iterable[str]) -> list[Row]:
    """The rows that hang on any of these, each once, those of the closest first."""
    return list({row["id"]: row for key in keys for row in groups.get(key, ())}.values())


def _gather_first(groups: Mapping[str, Sequence[Row]], keys: Iterable[str]) -> Sequence[Row]:
    """The rows of the closest thing that has any: a service's own hours, not its building's."""
    return next((groups[key] for key in keys if groups.get(key)), ())


def _pick_address(addresses: Sequence[Row]) -> Row:
    physical = [row for row in addresses if row.get("address_type", "physical") != "postal"]
    return (physical or list(addresses) or [{}])[0]


def _is_confidential(place: Row | None, topics: Sequence[str], words: str) -> bool:
    if place is None:
        return False
    said = place.get("x_confidential")
    return bool(said) if said is not None else "abuse" in topics and bool(_HIDING.search(words))


def _point(
    place: Row | None,
    address: Row,
    code: PostalCode | None,
    is_secret: bool,
    towns: Mapping[tuple[str, str], PostalCode],
) -> tuple[float | None, float | None]:
    if place is None or place["location_type"] == "virtual":
        return None, None
    if is_secret:
        code = towns.get((plain(address.get("city", "")), code.state)) if code else None
    elif "latitude" in place:
        return place["latitude"], place["longitude"]
    return (code.latitude, code.longitude) if code else (None, None)


def _read_phones(rows: Sequence[Row]) -> tuple[list[list[str]], list[str]]:
    """[shown, dialled, extension, what for] of each voice phone; [shown, dialled, keyword] of the first for texts."""
    voice: dict[str, list[str]] = {}
    sms: list[str] = []
    for row in rows:
        number = read_number(row["number"])
        kind = row.get("type", "voice").lower()
        if number is None or kind in ("fax", "pager"):
            continue
        if ("text" in kind and kind != "textphone") or kind == "sms":
            sms = sms or [number.shown, number.dialled, row.get("x_sms_keyword", "")]
        else:
            what_for = "TTY" if kind in ("textphone", "tty") else shorten(clean_text(row.get("description")), 60)
            voice.setdefault(
                number.dialled, [number.shown, number.dialled, row.get("extension") or number.extension, what_for]
            )
    return list(voice.values())[:3], sms


def _find_facets(card: Mapping[str, Any], service: Row, spoken: Sequence[Row], documents: Sequence[Row]) -> list[str]:
    """What a peer may narrow down to, as topics beside the topics."""
    languages = " ".join((*card.get("languages", ()), service.get("interpretation_services", "")))
    named = " ".join((card["name"], card.get("organization", ""), card.get("who", ""), card.get("what", "")))
    wanted = " ".join((*(row["document"] for row in documents), service.get("application_process", "")))
    holds = {
        "is:free": bool(card.get("free")),
        "is:spanish": any(row.get("code") == "es" for row in spoken)
        or bool(_SPANISH.search(languages) or _ANY_LANGUAGE.search(languages)),
        "is:veterans": "veterans" in card.get("topics", ()) or bool(_VETERANS.search(named)),
        "is:no_id": (not any(_ASKS_ID.search(row["document"]) for row in documents) and not _ASKS_ID.search(wanted))
        or bool(_NO_ID.search(wanted)),
        "is:text": bool(card.get("sms")),
    }
    return [facet for facet, is_so in holds.items() if is_so]


def _say_address(address: Row) -> str:
    street = ", ".join(part for part in (address.get("address_1"), address.get("address_2")) if part)
    rest = " ".join(part for part in (address.get("state_province"), address.get("postal_code")) if part)
    return ", ".join(part for part in (street, address.get("city"), rest) if part) if street else ""


def _say_cost(row: Row) -> str:
    amount = " ".join(part for part in (row.get("amount"), (row.get("currency") or "").upper()) if part)
    return " ".join(part for part in (row.get("option"), amount, row.get("amount_description")) if part)


def _hide(text: str, address: Row) -> str:
    """A description that gives a confidential address away is not shown at all."""
    street = plain(address.get("address_1", ""))
    return (
        ""
        if (street and street in plain(text))
        or re.search(r"\b\d+ \w+ (?:street|st|avenue|ave|road|rd|lane|drive)\b", text, re.I)
        else text
    )


def clean_text(text: str | None) -> str:
    """Plain words of a text that may hold HTML or Markdown."""
    if not text:
        return ""
    if "<" in text or "&" in text:
        text = re.sub(
            r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>",
            " ",
            html.unescape(text),
            flags=re.DOTALL | re.IGNORECASE,
        )
    if "[" in text or "*" in text or "#" in text:
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"\*+|^#+\s*|(?<=\n)#+\s*", "", text)
    return " ".join(text.split())


def shorten(text: str, longest: int = LONGEST) -> str:
    """Whole sentences up to `longest` letters; a first sentence that is longer is cut at a word."""
    if len(text) <= longest:
        return text
    end = max(text.rfind(mark, 0, longest) for mark in (". ", "! ", "? "))
    return text[: end + 1] if end > 40 else text[: text.rfind(" ", 0, longest - 3)] + "..."
