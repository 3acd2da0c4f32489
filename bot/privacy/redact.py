"""Masks what names or locates a person, before a message is stored for review (docs/adr/0031).

Rules and a phone parser, no model: the same words are always masked the same way, and a specialist can be told why. It
must not know channels, tables or who asks. Ages, doses, money, lone ZIP codes, towns and public lines (988) stay
readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from bot.privacy.names import find_names, read_words
from bot.privacy.patterns import CARD, DATE_ONLY, RULES, YEARS_SPAN


@dataclass(frozen=True)
class Masked:
    """One masked stretch of a text: what it was, where it stood."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Redacted:
    """A text that may be stored for review. `secrets` are (kind, words) taken out: never store those in the clear."""

    text: str
    masked: tuple[Masked, ...]
    secrets: tuple[tuple[str, str], ...]


# In this order: where two overlap, the earlier kind wins.
LABELS = {
    "email": "[email]",
    "link": "[profile]",
    "ssn": "[SSN]",
    "card": "[card number]",
    "birth_date": "[date of birth]",
    "address": "[address]",
    "record": "[record number]",
    "phone": "[phone]",
    "name": "[name]",
}


def redact(text: str, secrets: Iterable[tuple[str, str]] = ()) -> Redacted:
    """Mask what a peer wrote. `secrets`, masked earlier in this conversation, are masked wherever they stand."""
    found = [*_find_known(text, secrets), *_find_numbers(text), *(Masked("name", *span) for span in find_names(text))]
    return _mask(text, found)


def redact_answer(text: str, secrets: Iterable[tuple[str, str]] = ()) -> Redacted:
    """Mask the bot's own words: what the peer had said before, and cued names. Numbers of services stay readable."""
    found = [*_find_known(text, secrets), *(Masked("name", *span) for span in find_names(text, on_sight=False))]
    return _mask(text, found)


def _find_known(text: str, secrets: Iterable[tuple[str, str]]) -> Iterator[Masked]:
    for kind, secret in secrets:
        digits = re.sub(r"\D", "", secret)
        if kind in ("phone", "ssn", "card") and len(digits) >= 4:
            pattern = r"(?<!\d)" + r"[\s().-]{0,2}".join(digits) + r"(?!\d)"
        else:
            pattern = r"\b" + r"\s+".join(re.escape(part) for part in secret.split()) + r"\b"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Masked(kind, *match.span())


def _find_numbers(text: str) -> Iterator[Masked]:
    for match in CARD.finditer(text):
        yield Masked("card" if _passes_luhn(match[0]) else "record", *match.span())
    for kind, rule in RULES:
        for match in rule.finditer(text):
            span = match.span("it") if "it" in rule.groupindex else match.span()
            if kind != "phone" or _is_private_number(text[slice(*span)]):
                yield Masked(kind, *span)
            if kind == "address":
                yield from _find_zip(text, span[1])
    for region in ("US",):
        for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
            if _is_private_number(found.raw_string) and len(re.sub(r"\D", "", found.raw_string)) >= 7:
                yield Masked("phone", found.start, found.end)


def _find_zip(text: str, end: int) -> Iterator[Masked]:
    """The ZIP code that ends an address; on its own, or after a town alone, it stays."""
    match = re.match(r"[\s,]*(?:[^\W\d_][\w'’.]*[\s,]+){0,5}?(\d{5}(?:-\d{4})?)\b", text[end : end + 60])
    if match:
        yield Masked("address", end + match.start(1), end + match.end(1))


def _passes_luhn(raw: str) -> bool:
    digits = [int(char) for char in raw if char.isdigit()]
    doubled = [digit if index % 2 == 0 else digit * 2 - 9 * (digit > 4) for index, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _is_private_number(raw: str) -> bool:
    """No public line, no date, no span of years, no row of small numbers ("1 2 3 4 5 6 7")."""
    digits = re.sub(r"\D", "", raw)
    if digits in read_words("public_lines") or (digits[:1] == "1" and digits[1:] in read_words("public_lines")):
        return False
    if YEARS_SPAN.fullmatch(raw.strip()) or DATE_ONLY.match(raw.strip()):
        return False
    return not re.fullmatch(r"\d(?:[ .,-]\d){2,}", raw) or len(digits) in (7, 10, 11)


def _mask(text: str, found: Sequence[Masked]) -> Redacted:
    order = list(LABELS)
    chosen: list[Masked] = []
    for candidate in sorted(found, key=lambda one: (order.index(one.kind), one.start - one.end)):
        overlapping = [one for one in chosen if one.start < candidate.end and candidate.start < one.end]
        if not overlapping:
            chosen.append(candidate)
        elif candidate.start < min(one.start for one in overlapping) or candidate.end > max(
            one.end for one in overlapping
        ):
            # Two rules saw parts of one thing: mask all of it, under the stronger kind.
            chosen = [one for one in chosen if one not in overlapping]
            strongest = min(overlapping, key=lambda one: order.index(one.kind))
            chosen.append(
                Masked(
                    strongest.kind,
                    min(candidate.start, *(one.start for one in overlapping)),
                    max(candidate.end, *(one.end for one in overlapping)),
                )
            )
    chosen.sort(key=lambda one: one.start)
    parts, at, secrets = [], 0, []
    for one in chosen:
        parts += [text[at : one.start], LABELS[one.kind]]
        secrets.append((one.kind, text[one.start : one.end]))
        at = one.end
    return Redacted("".join([*parts, text[at:]]), tuple(chosen), tuple(secrets))
