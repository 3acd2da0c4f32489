"""How days are said in English (United States): month before day, "next tuesday", "a week from monday"."""

from __future__ import annotations

import re

from bot.language.days import Day, NoSuchDay, Today, WhichDay
from bot.language.grammar import (
    WorkOut,
    build_holiday,
    one_of,
    read_words,
)

WORDS = read_words("en")
DAY = one_of(WORDS.weekdays)
MONTH = one_of(WORDS.months)
_UNITS = {"day": (1, 0), "week": (7, 0), "month": (0, 1), "year": (0, 12), "fortnight": (14, 0)}


def count_ahead(count: int, unit: str, certain: bool = True) -> WorkOut:
    unit = unit.rstrip("s")
    if unit in ("hour", "minute"):
        return lambda today: today.in_minutes(count * (60 if unit == "hour" else 1))
    days, months = _UNITS[unit]
    if months:
        return lambda today: today.in_months(count * months, certain)
    return lambda today: today.in_days(count * days, certain)


_NOT_YET = re.compile(
    r"\b(?:hasn'?t|haven'?t|hadn'?t|not|never|ain'?t|didn'?t|nothing|nobody|first|only|once|times)\b[^.,;!?]*$"
)


def read_in_a_while(match: re.Match[str]) -> WorkOut | None:
    if _NOT_YET.search(match.string[: match.start()]):
        return None  # "I haven't slept in six days" looks back
    loose = bool(match["loose"]) or "couple" in match["number"]
    return count_ahead(WORDS.number(match["number"]), match["unit"], certain=not loose)


def read_ago(match: re.Match[str]) -> WorkOut:
    return count_ahead(-WORDS.number(match["number"]), match["unit"], certain="couple" not in match["number"])


def read_weeks_from(match: re.Match[str]) -> WorkOut:
    count, unit, base = WORDS.number(match["number"]), match["unit"].rstrip("s"), match["base"]
    step = count * {"week": 7, "day": 1}[unit]
    if match["way"] == "before":
        step = -step
    if base in WORDS.weekdays:
        if match["next"]:
            return lambda today: today.day_after(today.next_weekday(WORDS.weekday(base)), step)
        return lambda today: today.day_after(today.coming_weekday(WORDS.weekday(base)), step)
    ahead = {"tomorrow": 1, "yesterday": -1}.get(base, 0)
    return lambda today: today.in_days(step + ahead)


def read_holiday(match: re.Match[str]) -> WorkOut:
    holiday = build_holiday(WORDS.holidays[match["holiday"].replace("'", "")])
    weekday, way = match["weekday"], match["way"]
    if not way:
        return holiday
    if not weekday:
        return lambda today: today.day_after(holiday(today), 1 if way == "after" else -1)

    def work_out(today: Today) -> Day:
        day = holiday(today)
        gap = (WORDS.weekday(weekday) - day.date.weekday() - 1) % 7 + 1
        return today.day_after(day, gap if way == "after" else gap - 7 if gap < 7 else -7)

    return work_out


def read_nth_weekday(match: re.Match[str]) -> WorkOut:
    nth = 5 if match["nth"] == "last" else WORDS.ordinal(match["nth"])
    weekday, month = WORDS.weekday(match["weekday"]), match["month"]
    if nth > 5:
        return _no_such_day(match[0])
    if month:
        return lambda today: today.nth_weekday_ahead(nth, weekday, month=WORDS.month(month))

    def work_out(today: Today) -> Day:
        found = today.nth_weekday_ahead(nth, weekday, months=1 if match["which"] == "next" else 0)
        if found.date < today.day and match["which"] != "this":
            return today.nth_weekday_ahead(nth, weekday, months=1)
        return found

    return work_out


def read_edge(match: re.Match[str]) -> WorkOut:
    """The end, middle or beginning of something."""
    edge, which, unit = match["edge"], (match["which"] or "").strip(), match["unit"]
    if match["short"]:
        edge, which, unit = "end", "the", {"m": "month", "w": "week", "d": "day", "y": "year"}[match["short"]]
    ahead = 1 if which == "next" else 0
    if unit == "day":
        return lambda today: today.in_days(0, certain=False)
    if unit == "week":
        weekday = {"end": 4, "middle": 2}.get(edge, 0)
        return lambda today: Day(today.weekday_of_week(weekday, ahead).date, certain=False)
    if unit == "year":
        return lambda today: Day(today.full_date(today.day.year + ahead, 12, 31).date, certain=False)
    month = WORDS.month(unit) if unit in WORDS.months else None
    if edge in ("end", "last day"):
        return lambda today: today.end_of_month(ahead, month)
    day = 15 if edge in ("middle", "mid") else 1
    if month:
        return lambda today: Day(today.month_day(month, day).date, certain=False)
    return lambda today: Day(today.day_in_month(day, ahead).date, certain=False)


def read_day_of_month(match: re.Match[str]) -> WorkOut:
    day, which = WORDS.ordinal(match["day"]), match["which"]
    if which == "next":
        return lambda today: today.day_in_month(day, 1)
    if which in ("this", "last"):
        return lambda today: today.day_in_month(day, 0 if which == "this" else -1)
    return lambda today: today.day_of_month(day)


def read_month_and_day(match: re.Match[str]) -> WorkOut:
    month, day, year = WORDS.month(match["month"]), WORDS.ordinal(match["day"]), match["year"]
    if year:
        return lambda today: today.full_date(int(year), month, day)
    return lambda today: today.month_day(month, day)


_RATED = re.compile(
    r"\b(?:pain|scale|rate|rating|anxiety|depression|mood|confident|confidence|sure|stress|feel(?:ing)?|level)\b"
)
_SHARED = re.compile(r" ?(?:of|hours?|pills?|tabs?|tablets?|miles?|cups?|an?|the|days?|doses?|mg|my|full|empty)\b")
_LEADS_TO_A_DATE = re.compile(
    rf"(?:\b(?:on|by|until|till?|for|date|due|is|was|s|since|after|before|from|appt|{DAY})[:,]? ?)$"
)


def read_slashes(match: re.Match[str]) -> WorkOut | None:
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    text, rest = match.string, match.string[match.end() :]
    alone = match.start() == 0 and not rest.strip(" .!?")
    if not year:
        # "8/10" is how sure, "1/2" is half a thing, "24/7" is always
        if (first, second) in ((24, 7), (10, 4)) or (second == 10 and first <= 10 and _RATED.search(text)):
            return None
        if first < second <= 4 and _SHARED.match(rest):
            return None
    is_no_date = first > 31 or second > 31 or (first > 12 and second > 12) or 0 in (first, second)
    if is_no_date and not year and not alone and not _LEADS_TO_A_DATE.search(text[: match.start()]):
        return None
    if year:
        return lambda today: _full_date_either_way(today, int(year), first, second)
    if 12 < first <= 31 and 1 <= second <= 12:
        return lambda today: Day(today.month_day(second, first).date, certain=False)
    if not 1 <= first <= 12:
        return _no_such_day(match[0])
    return lambda today: today.month_day(first, second)


def _full_date_either_way(today: Today, year: int, first: int, second: int) -> Day:
    if first > 12 >= second:
        return Day(today.full_date(year, second, first).date, certain=False)
    return today.full_date(year, first, second)


def _no_such_day(said: str) -> WorkOut:
    def work_out(today: Today) -> Day:
        raise NoSuchDay(said)

    return work_out


def read_stretch(match: re.Match[str]) -> WorkOut:
    said = match[0]

    def work_out(today: Today) -> Day:
        raise WhichDay(said)

    return work_out


def read_weekday(match: re.Match[str]) -> WorkOut:
    which, weekday = " ".join((match["which"] or "").split()), WORDS.weekday(match["weekday"])
    if which.endswith("next"):
        return lambda today: today.next_weekday(weekday)
    if which.endswith("coming"):
        return lambda today: today.coming_weekday(weekday)
    if which.endswith(("last", "past", "since")):
        return lambda today: today.last_weekday(weekday)
    if which == "this":
        return lambda today: today.this_weekday(weekday)
    if which.startswith(("every", "each")) or match["many"]:
        return lambda today: Day(today.coming_weekday(weekday).date, certain=False)
    return lambda today: today.weekday(weekday)


def read_weekday_in_week(match: re.Match[str]) -> WorkOut:
    weekday = WORDS.weekday(match["after"] or match["before"])
    weeks = {"next": 1, "this": 0, "last": -1}[match["which"] or match["which2"]]
    return lambda today: today.weekday_of_week(weekday, weeks)


def read_named_day(match: re.Match[str]) -> WorkOut:
    name = match["name"]
    if name == "tonight":
        return lambda today: Day(today.day, part="night")
    return lambda today: today.in_days({"today": 0, "tomorrow": 1, "yesterday": -1}[name])


def read_this_part(match: re.Match[str]) -> WorkOut:
    return lambda today: Day(today.day, part=match["part"])


def read_weekend(match: re.Match[str]) -> WorkOut:
    ahead = 1 if match["which"] == "next" else 0

    def work_out(today: Today) -> Day:
        saturday = today.weekday_of_week(5, ahead).date
        if match["which"] in ("last", "past"):
            saturday = today.weekday_of_week(5, -1).date
        return Day(saturday, others=(today.day_after(Day(saturday), 1).date,))

    return work_out
