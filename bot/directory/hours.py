"""Opening hours: read from words, open or not at a moment, said shortly. Missing hours are unknown, never closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_SPAN = re.compile(
    r"(?P<days>daily|every day|[a-z]{3,9}(?:\s*(?:-|to)\s*[a-z]{3,9})?)\s+"
    r"(?P<from>noon|midnight|\d{1,2}(?::\d{2})?\s*(?:am|pm)?)\s*(?:-|to)\s*(?P<to>noon|midnight|\d{1,2}(?::\d{2})?\s*(?:am|pm))"
)
Opening = Mapping[str, str]  # fields of an HSDS schedule


def read_hours(said: str) -> list[dict[str, str]] | None:
    """ "Mon-Fri 9am-5pm, Sat 10am-2pm" or "24/7" as schedule fields; None when any part of it is not understood."""
    plain = re.sub(r"\s+(?:et|eastern)\b", "", said.lower().replace("–", "-")).strip()
    if plain in ("24/7", "24 hours", "always"):
        return [{"byday": ",".join(_CODES), "opens_at": "00:00", "closes_at": "23:59"}]
    openings = []
    for part in re.split(r"[,;]", plain):
        match = _SPAN.fullmatch(part.strip())
        days = _read_days(match["days"]) if match else None
        if not match or not days:
            return None
        closes = _read_clock(match["to"])
        opens = _read_clock(match["from"] if match["from"][-1] in "mnt" else match["from"] + match["to"][-2:])
        openings.append({"byday": ",".join(days), "opens_at": f"{opens:%H:%M}", "closes_at": f"{closes:%H:%M}"})
    return openings


def _read_days(said: str) -> list[str] | None:
    if said in ("daily", "every day"):
        return list(_CODES)
    ends = [_CODES.index(end[:2].upper()) for end in re.split(r"\s*(?:-|to)\s*", said) if end[:2].upper() in _CODES]
    if not ends or len(ends) != len(re.split(r"\s*(?:-|to)\s*", said)):
        return None
    return [_CODES[day % 7] for day in range(ends[0], ends[-1] + (7 if ends[-1] < ends[0] else 0) + 1)]


def _read_clock(said: str) -> time:
    if said in ("noon", "midnight"):
        return time(12 if said == "noon" else 0)
    hour, minute = re.match(r"(\d{1,2})(?::(\d{2}))?", said).groups()  # type: ignore[union-attr]
    return time(int(hour) % 12 + (12 if said.endswith("pm") else 0), int(minute or 0))


def is_open(openings: Sequence[Opening], now: datetime) -> bool | None:
    """Whether any opening holds `now` (local time of the place); None when no hours are known."""
    known = [opening for opening in openings if opening.get("opens_at") and opening.get("closes_at")]
    if not known:
        return None
    clock = now.strftime("%H:%M")
    for opening in known:
        opens, closes = opening["opens_at"], opening["closes_at"]
        if _is_round_the_clock(opens, closes):
            if _falls_on(opening, now.date()):
                return True
        elif opens < closes:
            if opens <= clock < closes and _falls_on(opening, now.date()):
                return True
        elif (clock >= opens and _falls_on(opening, now.date())) or (
            clock < closes and _falls_on(opening, now.date() - timedelta(days=1))
        ):  # past midnight: the evening of it
            return True
    return False


def _is_round_the_clock(opens: str, closes: str) -> bool:
    return opens == closes or (opens == "00:00" and closes == "23:59")


def _falls_on(opening: Opening, day: date) -> bool:
    iso = day.isoformat()
    if not opening.get("valid_from", "0")[:10] <= iso <= opening.get("valid_to", "9")[:10]:
        return False
    if iso > opening.get("until", "9")[:10]:
        return False
    wanted = [part.strip().upper() for part in opening.get("byday", "").split(",") if part.strip()]
    month_days = [part.strip() for part in opening.get("bymonthday", "").split(",") if part.strip()]
    if opening.get("freq", "WEEKLY").upper() == "MONTHLY" and month_days:
        return str(day.day) in month_days
    if not wanted:
        return True
    return any(_is_that_day(part, day) for part in wanted) and _is_that_week(opening, day)


def _is_that_day(part: str, day: date) -> bool:
    """`FR`, or within the month `3TU` and `-1FR`."""
    if part in _CODES:
        return part == _CODES[day.weekday()]
    match = re.fullmatch(r"([+-]?\d)?([A-Z]{2})", part)
    if not match or match[2] != _CODES[day.weekday()]:
        return False
    if not match[1]:
        return True
    nth = int(match[1])
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    return (day + timedelta(days=7 * -nth)).month != day.month and (
        day + timedelta(days=7 * (-nth - 1))
    ).month == day.month


def _is_that_week(opening: Opening, day: date) -> bool:
    every, start = opening.get("interval", "1"), opening.get("dtstart", "")[:10]
    if not every.isdigit() or int(every) < 2 or opening.get("freq", "").upper() != "WEEKLY":
        return True
    try:
        first = date.fromisoformat(start)
    except ValueError:
        return True  # every second week, but nobody said from when
    monday = first - timedelta(days=first.weekday())
    return (day - monday).days // 7 % int(every) == 0


def say_hours(openings: Sequence[Opening], language: str = "en") -> str:
    """ "Mon-Fri 9am-5pm, Sat 10am-2pm", "24/7", or "" when not known. Openings by the month keep their own words."""
    by_span: dict[tuple[str, str], set[int]] = {}
    words: list[str] = []
    for opening in openings:
        days = [part.strip().upper() for part in opening.get("byday", "").split(",") if part.strip()] or list(_CODES)
        if not opening.get("opens_at") or not opening.get("closes_at"):
            continue
        if opening.get("freq", "WEEKLY").upper() != "WEEKLY" or any(day not in _CODES for day in days):
            words.append(opening.get("description") or "")
            continue
        span = (opening["opens_at"], opening["closes_at"])
        by_span.setdefault(span, set()).update(_CODES.index(day) for day in days)
    parts = []
    for (opens, closes), numbers in sorted(by_span.items(), key=lambda item: (min(item[1]), item[0])):
        round_the_clock = _is_round_the_clock(opens, closes)
        if round_the_clock and len(numbers) == 7:
            return "24/7"
        clock = "24h" if round_the_clock else f"{_say_clock(opens)}-{_say_clock(closes)}"
        parts.append(f"{_say_days(numbers, _NAMES.get(language, _NAMES['en']))} {clock}")
    return ", ".join(part for part in (*parts, *dict.fromkeys(words)) if part)


def _say_clock(said: str) -> str:
    hour, minute = int(said[:2]), said[3:5]
    shown = f"{hour % 12 or 12}{'' if minute == '00' else ':' + minute}"
    return f"{shown}{'am' if hour < 12 else 'pm'}"


def _say_days(numbers: Iterable[int], names: Sequence[str]) -> str:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}{'-' if len(run) > 2 else ', '}{names[run[-1]]}"
        for run in runs
    )
