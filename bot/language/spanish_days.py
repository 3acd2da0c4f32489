"""How days are said in Spanish: day before month, "el lunes que viene", "de hoy en ocho"."""

from __future__ import annotations

import re

from bot.language.days import Day, Today, WhichDay
from bot.language.grammar import (
    DATED,
    RELATIVE,
    STRETCH,
    WEEKDAY,
    DayRule,
    WorkOut,
    build_holiday,
    one_of,
    read_words,
    rule,
)

WORDS = read_words("es")
DAY = one_of(WORDS.weekdays)
MONTH = one_of(WORDS.months)
_NUMBER = rf"\d{{1,3}}|{one_of(WORDS.numbers)}"
_DAY_NUMBER = rf"\d{{1,2}}(?: ?(?:ro|o|º|°))?|primero|{one_of(WORDS.numbers)}"
_COMING = r"(?:que viene|que entra|proxim[oa]|siguiente|entrante)"
PARTS = {"manana": "morning", "madrugada": "morning", "tarde": "afternoon", "noche": "night"}
NO_COUNT = (
    r"(?![\d:%/]|[.,]\d)(?= ?(?:$|[,.!?;)\n-]|(?:de|del|en|por|con|para|y|o|pero|a|el|la|mi|que|es|porque|si"
    r"|cuando|hasta"
    rf"|manana|hoy|este|esta|gracias|{DAY})\b))"
)


def _day_number(said: str) -> int:
    digits = re.match(r"\d+", said)
    return int(digits[0]) if digits else 1 if said == "primero" else WORDS.number(said)


def _ahead(count: int, unit: str) -> WorkOut:
    if unit.startswith(("minuto", "hora")):
        return lambda today: today.in_minutes(count * (60 if unit.startswith("hora") else 1))
    if unit.startswith("mes"):
        return lambda today: today.in_months(count)
    if unit.startswith("ano"):
        return lambda today: today.in_months(12 * count)
    if unit.startswith("dia") and count in (8, 15):
        # "en ocho días" is a week, "en quince días" two: the first day is counted too
        return lambda today: Day(today.in_days(count - 1).date, others=(today.in_days(count).date,))
    return lambda today: today.in_days(count * (7 if unit.startswith("semana") else 1))


def _in_a_while(match: re.Match[str]) -> WorkOut:
    return _ahead(WORDS.number(match["number"]), match["unit"])


def _ago(match: re.Match[str]) -> WorkOut:
    count, unit = WORDS.number(match["number"]), match["unit"]
    if unit.startswith("mes"):
        return lambda today: today.in_months(-count)
    return lambda today: today.in_days(-count * (7 if unit.startswith("semana") else 1))


def _month_and_day(match: re.Match[str]) -> WorkOut:
    day, month, year = _day_number(match["day"]), WORDS.month(match["month"]), match["year"]
    if year:
        return lambda today: today.full_date(int(year), month, day)
    return lambda today: today.month_day(month, day)


def _slashes(match: re.Match[str]) -> WorkOut | None:
    """Day first, as at home; where it could be the American order too, that is kept as what else it could be."""
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    if max(first, second) > 31 or min(first, second) == 0:
        return None
    if (
        not year
        and second == 10
        and first <= 10
        and not re.search(r"\b(?:el|dia|para|fecha|es) $", match.string[: match.start()])
    ):
        return None  # "8/10" is how sure

    def one(today: Today, month: int, day: int) -> Day:
        return today.full_date(int(year), month, day) if year else today.month_day(month, day)

    def work_out(today: Today) -> Day:
        if second > 12:
            return one(today, first, second)
        if first > 12 or first == second:
            return one(today, second, first)
        return Day(one(today, second, first).date, others=(one(today, first, second).date,))

    return work_out


def _day_of_which_month(match: re.Match[str]) -> WorkOut:
    day, which = _day_number(match["day"]), match["which"] or ""
    if which.startswith("este"):
        return lambda today: today.day_in_month(day, 0)
    if "pasado" in which:
        return lambda today: today.day_in_month(day, -1)
    if which and which != "cada":
        return lambda today: today.day_in_month(day, 1)
    return lambda today: today.day_of_month(day)


def _weekday(match: re.Match[str]) -> WorkOut:
    weekday, before, after = WORDS.weekday(match["weekday"]), match["before"] or "", match["after"] or ""
    if "pasado" in before + after:
        return lambda today: today.last_weekday(weekday)
    if after.startswith("de "):
        ahead = -1 if "pasada" in after else 0 if "esta" in after else 1
        return lambda today: today.weekday_of_week(weekday, ahead)
    if "proximo" in before + after:
        return lambda today: today.next_weekday(weekday)
    if after:
        return lambda today: today.coming_weekday(weekday)
    if before.startswith("este"):
        return lambda today: today.this_weekday(weekday)
    if before.startswith(("los", "cada", "todos")):
        return lambda today: Day(today.coming_weekday(weekday).date, certain=False)
    return lambda today: today.weekday(weekday)


def _week_first(match: re.Match[str]) -> WorkOut:
    return lambda today: today.weekday_of_week(WORDS.weekday(match["weekday"]), 1)


def _from_then(match: re.Match[str]) -> WorkOut:
    """ "De hoy en ocho", "del lunes en ocho": a week later."""
    weeks = 2 if match["count"] in ("quince", "15") else 1
    if match["weekday"]:
        return lambda today: today.coming_weekday(WORDS.weekday(match["weekday"]), weeks)
    return lambda today: today.in_days(7 * weeks + (1 if match["base"] == "manana" else 0))


def _raise_which_day(match: re.Match[str]) -> WorkOut:
    said = match[0]

    def work_out(today: Today) -> Day:
        raise WhichDay(said)

    return work_out


def read_days() -> tuple[DayRule, ...]:
    the = r"(?:(?:para|hasta|desde) )?(?:el )?(?:dia )?"
    after_weekday = "|".join(f"(?<={weekday} )" for weekday in WORDS.weekdays)
    which = rf"(?P<which>este mes|cada mes|(?:el )?mes (?:{_COMING}|pasado)|(?:el )?(?:{_COMING}) mes)"
    return (
        rule(
            DATED,
            r"(?<![\w/-])(?P<year>\d{4})[-/](?P<first>\d{1,2})[-/](?P<second>\d{1,2})(?![\w/-])",
            lambda m: lambda today: today.full_date(int(m["year"]), int(m["first"]), int(m["second"])),
        ),
        rule(RELATIVE, r"\bpasado manana\b", lambda m: lambda today: today.in_days(2)),
        rule(RELATIVE, r"\b(?:anteayer|antes de ayer)\b", lambda m: lambda today: today.in_days(-2)),
        rule(
            RELATIVE,
            rf"\bdel? (?:(?P<base>hoy|manana)|(?P<weekday>{DAY})) en (?P<count>ocho|8|quince|15)(?: dias)?\b",
            _from_then,
        ),
        rule(
            RELATIVE,
            rf"\b(?:en|dentro de) (?P<number>{_NUMBER}) (?P<unit>minutos?|horas?|dias?|semanas?|meses|mes|anos?)\b",
            _in_a_while,
        ),
        rule(RELATIVE, rf"\bhace (?P<number>{_NUMBER}) (?P<unit>dias?|semanas?|meses|mes)\b", _ago),
        rule(
            DATED,
            rf"(?<![\w/:.$-]){the}(?P<day>{_DAY_NUMBER}) (?:de "
            rf"|del )?(?:mes de )?(?P<month>{MONTH})\b(?:,? (?:de |del )?(?P<year>20\d\d)\b)?",
            _month_and_day,
        ),
        rule(DATED, rf"\b(?P<month>{MONTH}) (?P<day>\d{{1,2}})(?![\d:%])(?P<year>)", _month_and_day),
        rule(
            DATED,
            rf"\b(?P<end>fin(?:es|al)?) de(?:l)? (?:mes|{which})\b",
            lambda m: lambda today: today.end_of_month(0 if not m["which"] or m["which"].startswith("este") else 1),
        ),
        rule(DATED, rf"(?<![\w/:.$-]){the}(?P<day>{_DAY_NUMBER}) de(?:l)? {which}\b", _day_of_which_month),
        rule(DATED, rf"\b{the}(?P<day>primero|\d{{1,2}}) (?P<which>)(?:de|del) mes\b", _day_of_which_month),
        rule(
            DATED,
            r"(?<![\w/:.$-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:20)?\d\d)(?![\w/]|[.-]\d)",
            _slashes,
        ),
        rule(DATED, r"(?<![\w/:.$-])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?P<year>)(?![\w/%]|[.:-]\d)", _slashes),
        rule(
            RELATIVE, rf"\b(?:la )?(?:proxima semana|semana {_COMING}) ?,? ?(?:el )?(?P<weekday>{DAY})\b", _week_first
        ),
        rule(
            WEEKDAY,
            rf"\b(?P<before>(?:el |este )?(?:proximo|pasado)|este|el|los|cada"
            rf"|todos los)? ?\b(?<!santo )(?P<weekday>{DAY})\b"
            rf"(?: (?P<after>{_COMING}|pasado|de la (?:proxima semana|semana (?:{_COMING}|pasada))|de esta semana))?",
            _weekday,
        ),
        rule(DATED, rf"\b{one_of(WORDS.holidays)}\b", lambda m: build_holiday(WORDS.holidays[m[0]])),
        rule(
            STRETCH,
            rf"\b(?:la |el )?(?:(?:proxim[oa]|est[ae]) (?:semana|mes|ano)|(?:semana|mes|ano) (?:{_COMING}|pasad[oa]))\b"
            rf"|\ben (?:unos|varios|algunos) dias\b|\ben (?:{MONTH})\b",
            _raise_which_day,
        ),
        rule(
            RELATIVE,
            r"\b(?:este|el) (?:proximo )?fin de semana\b",
            lambda m: lambda today: Day(today.weekday_of_week(5, 0).date, others=(today.weekday_of_week(6, 0).date,)),
        ),
        rule(
            RELATIVE,
            r"\besta (?P<part>manana|tarde|noche)\b",
            lambda m: lambda today: Day(today.day, part=PARTS[m["part"]]),
        ),
        rule(RELATIVE, r"\banoche\b", lambda m: lambda today: Day(today.in_days(-1).date, part="night")),
        rule(RELATIVE, r"\bhoy\b", lambda m: lambda today: today.in_days(0)),
        rule(RELATIVE, r"\bayer\b", lambda m: lambda today: today.in_days(-1)),
        rule(RELATIVE, r"(?<!la )(?<!de )(?<!las )\bmanana\b", lambda m: lambda today: today.in_days(1)),
        rule(
            DATED,
            rf"(?<!\w)(?:para )?(?:el (?:dia )?|dia )(?P<day>\d{{1,2}})(?P<which>){NO_COUNT}",
            _day_of_which_month,
        ),
        rule(DATED, rf"(?:{after_weekday})(?P<day>[12]?\d|3[01])(?P<which>)(?!\d){NO_COUNT}", _day_of_which_month),
        rule(DATED, r"\b(?:el )?(?:dia )?(?P<day>primero)(?P<which>)(?= ?(?:$|[,.!?]|a las? ))", _day_of_which_month),
    )
