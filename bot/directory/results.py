"""What a search gives: answers with their reasons. Codes and values; the words are in data/responses."""

from __future__ import annotations

from dataclasses import dataclass

from bot.directory.requests import Refinement, Request


@dataclass(frozen=True)
class Phone:
    shown: str
    dialled: str  # for a tel: or sms: link
    extension: str = ""
    what_for: str = ""  # "press 2", "TTY"; a keyword where it is for texts


@dataclass(frozen=True)
class Reason:
    """Why this is offered: a code for the response, and the value it names."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Result:
    """One answer. Fields that are None or empty are not known: the response says so, or leaves the line out."""

    id: str
    service_id: str
    name: str
    organization: str
    what: str
    why: tuple[Reason, ...]
    phones: tuple[Phone, ...]
    sms: Phone | None
    hours: str | None
    is_open: bool | None
    miles: float | None
    town: str
    address: str  # "" where it is confidential
    map_url: str
    url: str
    cost: str
    is_free: bool
    languages: tuple[str, ...]
    documents: tuple[str, ...]
    who: str
    how: str
    alert: str
    consent: str  # what a line may do without consent
    assured: str
    is_peer_run: bool
    is_line: bool
    score: float


@dataclass(frozen=True)
class Results:
    """What to offer for a request. `instead` holds 211 and a warmline when nothing was found."""

    request: Request
    results: tuple[Result, ...] = ()
    has_more: bool = False
    widened: str = ""  # "50" miles or "statewide": say so
    unmet: tuple[Refinement, ...] = ()  # nothing met these, so they were set aside: say so
    instead: tuple[Result, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.results
