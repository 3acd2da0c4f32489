"""What day and time somebody means: "next tues at 2:30", "the 14th", "tmrw morning", "12/3", "dos y media".

`resolve` gives one reading and what else it could be, or what is wrong with it; nothing is quietly guessed, and what is
found is read back (`say`) for a yes. `mentions` only says where a text speaks of time, and needs no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise

from bot.language.clock import NoSuchTime
from bot.language.days import Day, NoSuchDay, Today, WhichDay
from bot.language.english import load_english
from bot.language.grammar import Grammar
from bot.language.pieces import Piece, read_pieces
from bot.language.read_back import say
from bot.language.spanish import load_spanish

_LEAD = re.compile(r"(?:at|on)\b ?")  # belongs to the sentence, not to the day
NEAR = 8  # letters between days that are named in one breath

__all__ = ["Found", "Mention", "Problem", "mentions", "resolve", "say"]


@dataclass(frozen=True)
class Found:
    """A day, and a time where one was said. Not `certain`: ask which. `part` is a part of the day, said for a time."""

    date: date
    time: time | None
    certain: bool
    span: tuple[int, int]
    alternatives: tuple[Found, ...] = ()
    part: str | None = None
    is_past: bool = False
    named_day: bool = True  # false where only a time was said and the day is a guess


@dataclass(frozen=True)
class Problem:
    """Words that are about time and name no day or time that exists.

    `reason` is "no_such_day" (Feb 30), "no_such_time" (25:00) or "which_day" (a stretch: "next week", "in December").
    `date` is the day that is clear all the same, so that only the time need be asked again.
    """

    reason: str
    span: tuple[int, int]
    date: date | None = None


@dataclass(frozen=True)
class Mention:
    """A stretch of text about time: `kind` is "date" or "time"."""

    kind: str
    span: tuple[int, int]


def resolve(
    text: str,
    now: datetime,
    language: str = "en",
    *,
    day: date | None = None,
    looking_back: bool = False,
) -> Found | Problem | None:
    """The day and time that `text` means, seen from `now` (in the peer's own zone), or None where it speaks of neither.

    `day` is the day already agreed on: a bare time ("2", "230") is then on that day. `looking_back` reads "friday" as
    the last one, for talk of how something went.
    """
    grammar = _grammar(language)
    reading = grammar.words.speller.read(text)
    pieces = read_pieces(reading.text, grammar, asked_time=day is not None)
    if not pieces:
        return None
    today = Today(now, looking_back)
    days = [piece for piece in pieces if piece.kind == "day"]
    clocks = [piece for piece in pieces if piece.kind == "clock"]
    parts = [piece for piece in pieces if piece.kind == "part"]
    span = reading.place(pieces[0].start, pieces[-1].end)
    if days:
        return _resolve_days(days, clocks, parts, today, span)
    return _resolve_time(clocks, parts, today, span, day)


def mentions(text: str, language: str = "en") -> tuple[Mention, ...]:
    """Where the text speaks of days and times, in order. A part of the day counts only beside one of them."""
    grammar = _grammar(language)
    reading = grammar.words.speller.read(text)
    pieces = read_pieces(reading.text, grammar)
    if all(piece.kind == "part" for piece in pieces):
        return ()
    found = []
    for piece in pieces:
        lead = _LEAD.match(reading.text, piece.start, piece.end)
        span = reading.place(lead.end() if lead else piece.start, piece.end)
        found.append(Mention("date" if piece.kind == "day" else "time", span))
    return tuple(found)


def _grammar(language: str) -> Grammar:
    return load_spanish() if language == "es" else load_english()


def _resolve_days(
    days: list[Piece], clocks: list[Piece], parts: list[Piece], today: Today, span: tuple[int, int]
) -> Found | Problem | None:
    meant, problem = _work_out(days, today, span)
    pieces = [piece for piece, _ in meant]
    readings: list[Found] = []
    for number, (piece, day) in enumerate(meant):
        mine = clocks if _share(pieces, clocks) else [clock for clock in clocks if _nearest(clock, pieces) == number]
        part = next((one.part for one in parts if _nearest(one, pieces) == number), None) or day.part
        try:
            times = [clock.clock.settle(part) for clock in mine if clock.clock]
        except NoSuchTime:
            return Problem("no_such_time", span, day.date)
        certain = day.certain and not piece.is_vague and not any(clock.is_vague for clock in mine)
        moments: list[time | None] = [*times] or [day.time]
        for moment in moments:
            for one in (day.date, *day.others):
                found = Found(one, moment, certain, span, part=None if moment else part)
                readings.append(replace(found, is_past=_is_past(found, today)))
    chosen = _choose(readings, today)
    if chosen and problem and problem.reason == "no_such_day":
        return replace(chosen, certain=False)  # "feb 30 or mar 1": one of two cannot be, so the other is only likely
    return chosen or problem


def _work_out(days: list[Piece], today: Today, span: tuple[int, int]) -> tuple[list[tuple[Piece, Day]], Problem | None]:
    """What each piece means, a day said twice ("tomorrow, November 21") once, and the first thing that is wrong."""
    meant: list[tuple[Piece, Day]] = []
    problem: Problem | None = None
    for piece in days:
        assert piece.work_out
        try:
            day = piece.work_out(today)
        except (NoSuchDay, WhichDay) as error:
            reason = "no_such_day" if isinstance(error, NoSuchDay) else "which_day"
            problem = problem or Problem(reason, span)
            continue
        if meant and meant[-1][1].date == day.date:
            meant[-1] = (replace(meant[-1][0], end=piece.end), meant[-1][1])
        else:
            meant.append((piece, day))
    return meant, problem


def _resolve_time(
    clocks: list[Piece], parts: list[Piece], today: Today, span: tuple[int, int], day: date | None
) -> Found | Problem | None:
    """A time without a day: on the day already agreed on, else the next time the clock shows it, which is a guess."""
    part = parts[0].part if parts else None
    if not clocks:
        return Found(day, None, True, span, part=part, named_day=False) if day else None
    readings = []
    for piece in clocks:
        assert piece.clock
        try:
            moment = piece.clock.settle(part)
        except NoSuchTime:
            return Problem("no_such_time", span, day)
        on = day or (today.day if moment > today.now.time() or today.looking_back else today.in_days(1).date)
        found = Found(on, moment, day is not None and not piece.is_vague, span, named_day=False)
        readings.append(replace(found, is_past=_is_past(found, today)))
    return _choose(readings, today)


def _share(days: list[Piece], clocks: list[Piece]) -> bool:
    """ "Tuesday or wednesday at 2": one time for all of the days, said right before it."""
    run = [*days, *clocks]
    return len(clocks) == 1 and all(0 <= later.start - one.end <= NEAR for one, later in pairwise(run))


def _nearest(piece: Piece, days: list[Piece]) -> int:
    """The number of the day that a time or a part of the day belongs to: the closest one, the earlier of two."""
    return min(range(len(days)), key=lambda n: max(days[n].start - piece.end, piece.start - days[n].end))


def _is_past(found: Found, today: Today) -> bool:
    if found.date != today.day:
        return found.date < today.day
    return found.time is not None and found.time < today.now.time()


def _choose(readings: list[Found], today: Today) -> Found | None:
    """The first reading; the others are what else it could be. "Friday at 9", said on Friday at ten, is not today."""
    distinct = list(dict.fromkeys(readings))
    if not distinct:
        return None
    first, *others = distinct
    others = [one for one in others if not (one.is_past and one.date == today.day) or first.is_past]
    return replace(first, certain=first.certain and not others, alternatives=tuple(others))
