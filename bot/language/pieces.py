"""Reads which words are about time: days, clock times, parts of the day; without what was ruled out or taken back.

It does not know what day it is; `when.py` works out what the pieces mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.language.clock import Clock, read_digits
from bot.language.days import Day, Today
from bot.language.grammar import DATED, STRETCH, WEEKDAY, Grammar, WorkOut


@dataclass(frozen=True)
class Piece:
    start: int
    end: int
    kind: str  # day, clock or part
    form: str = ""
    work_out: WorkOut | None = None
    clock: Clock | None = None
    part: str | None = None
    is_vague: bool = False


def read_pieces(text: str, grammar: Grammar, asked_time: bool = False) -> list[Piece]:
    """Every piece about time, in order, with what was ruled out or corrected left out."""
    if not grammar.might.search(text):
        return []
    days = _join_weekdays(text, _read_days(text, grammar), grammar)
    taken = [(piece.start, piece.end) for piece in days]
    clocks = list(_read_clocks(text, grammar, taken))
    if not clocks:
        clocks = list(_read_bare_times(text, grammar, days, asked_time))
    parts = [
        Piece(match.start(), match.end(), "part", part=part)
        for pattern, part in grammar.parts
        for match in pattern.finditer(text)
        if _is_free(match, [*taken, *((clock.start, clock.end) for clock in clocks)])
    ]
    kept = [*_drop_corrected(text, days, grammar), *_drop_corrected(text, clocks, grammar), *parts]
    return sorted(kept, key=lambda piece: piece.start)


def _is_free(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return all(match.end() <= start or end <= match.start() for start, end in taken)


def _read_days(text: str, grammar: Grammar) -> list[Piece]:
    taken: list[tuple[int, int]] = []
    found = []
    for rule in grammar.days:
        for match in rule.pattern.finditer(text):
            work_out = rule.build(match) if _is_free(match, taken) else None
            if work_out:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                taken.append((start, match.end()))
                found.append(
                    Piece(start, match.end(), "day", rule.form, work_out, is_vague=_is_vague(text, start, grammar))
                )
    return sorted(found, key=lambda piece: piece.start)


def _read_clocks(text: str, grammar: Grammar, taken: list[tuple[int, int]]) -> Iterator[Piece]:
    taken = list(taken)
    for rule in grammar.clocks:
        for match in rule.pattern.finditer(text):
            clock = rule.build(match) if _is_free(match, taken) else None
            if clock:
                taken.append((match.start(), match.end()))
                is_vague = not clock.certain or _is_vague(text, match.start(), grammar)
                yield Piece(match.start(), match.end(), "clock", clock=clock, is_vague=is_vague)


def _read_bare_times(text: str, grammar: Grammar, days: list[Piece], asked_time: bool) -> Iterator[Piece]:
    """Numbers that are times by where they stand: right beside a day, or as the whole answer."""
    for number, piece in enumerate(days):
        until = days[number + 1].start if number + 1 < len(days) else len(text)
        match = grammar.beside.match(text, piece.end)
        if match and match.end("time") <= until:
            yield from _bare(match, "time", grammar)
            continue
        match = grammar.ahead.search(text[: piece.start])
        if match and (number == 0 or days[number - 1].end <= match.start()):
            yield from _bare(match, "long" if match["long"] else "time", grammar)
    if not days:
        match = grammar.alone.fullmatch(text)
        # Unasked, "2" and "100" are numbers like any other; "230" hardly is.
        if match and (asked_time or re.fullmatch(r"\d{1,2}(?:[1-5]\d|0[1-9])", match["time"])):
            yield from _bare(match, "time", grammar)


def _bare(match: re.Match[str], group: str, grammar: Grammar) -> Iterator[Piece]:
    said = match[group].replace(" ", "")  # "10 30", by voice
    clock = read_digits(str(grammar.words.number(said)) if said.isalpha() else said)
    if len(said) < 3 or (clock.hour <= 23 and clock.minute <= 59 and said[:2] not in ("19", "20")):
        yield Piece(match.start(group), match.end(group), "clock", clock=clock)


def _is_vague(text: str, start: int, grammar: Grammar) -> bool:
    return bool(grammar.vague.search(text[:start]))


def _join_weekdays(text: str, days: list[Piece], grammar: Grammar) -> list[Piece]:
    """ "Tuesday the 14th", "dec 1 (tues)", "tomorrow friday": one day said in two ways."""
    joined: list[Piece] = []
    for piece in days:
        last = joined[-1] if joined else None
        if last and _are_one(last, piece) and grammar.joins.fullmatch(text[last.end : piece.start]):
            weekday, firm = (last, piece) if last.form == WEEKDAY else (piece, last)
            work_out = _agree(firm.work_out, weekday.work_out)
            joined[-1] = replace(firm, start=last.start, end=piece.end, form=DATED, work_out=work_out)
        else:
            joined.append(piece)
    return joined


def _are_one(one: Piece, other: Piece) -> bool:
    return (one.form == WEEKDAY) != (other.form == WEEKDAY) and STRETCH not in (one.form, other.form)


def _agree(firm: WorkOut | None, weekday: WorkOut | None) -> WorkOut:
    """The firm day. Where it is another weekday than was said, the nearest such weekday is what else it could be."""
    assert firm and weekday

    def work_out(today: Today) -> Day:
        day, said = firm(today), weekday(today).date.weekday()
        candidates = [one for one in (day.date, *day.others) if one.weekday() == said]
        if candidates:
            return replace(day, date=candidates[0], others=())
        away = (said - day.date.weekday() + 3) % 7 - 3
        return replace(day, others=(day.date + timedelta(days=away),))

    return work_out


def _drop_corrected(text: str, pieces: list[Piece], grammar: Grammar) -> list[Piece]:
    """Without the pieces that were ruled out ("not tuesday") or taken back ("monday, i mean tuesday")."""
    kept: list[Piece] = []
    for piece in pieces:
        if grammar.rejected.search(text[: piece.start]):
            if kept and grammar.corrected.search(text[kept[-1].end : piece.start]):
                kept.pop()  # "monday, no, tuesday": the "no" is about monday
            else:
                continue
        elif kept and grammar.corrected.search(text[kept[-1].end : piece.start]):
            kept.pop()
        kept.append(piece)
    return kept
