"""How times are said in Spanish ("a las dos y media", "las tres menos cuarto"), and the whole Spanish grammar."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.clock import Clock, read_digits
from bot.language.grammar import ClockRule, Grammar
from bot.language.spanish_days import DAY, MONTH, NO_COUNT, PARTS, WORDS, read_days

_HOUR = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_START = r"(?<![\w$#:/.,%-])"
_HALF = r"(?P<half>[ap]) ?\.? ?m\b\.?"
_IN_PART = (
    r"(?:(?:de|en|por) la (?P<part>manana|tarde|noche|madrugada)\b|del (?P<midday>mediodia)\b"
    r"|(?P<early>de madrugada)\b)"
)


def _part(match: re.Match[str]) -> str | None:
    if match["midday"]:
        return "afternoon"
    return "morning" if match["early"] else PARTS.get(match["part"] or "")


def _half(match: re.Match[str]) -> str | None:
    return f"{match['half']}m" if match["half"] else None


def _hours(match: re.Match[str]) -> Clock:
    hour, minute = WORDS.number(match["hour"]), 0
    if match["minute"]:
        minute = int(match["minute"])
    elif match["and"]:
        minute = {"media": 30, "cuarto": 15}.get(match["and"]) or WORDS.number(match["and"])
    if match["less"]:
        hour, minute = (hour - 2) % 12 + 1, 60 - ({"cuarto": 15}.get(match["less"]) or WORDS.number(match["less"]))
    return Clock(hour, minute, _half(match), _part(match))


def _to_the_hour(match: re.Match[str]) -> Clock:
    minutes = {"cuarto": 15}.get(match["less"]) or WORDS.number(match["less"])
    return Clock((WORDS.number(match["hour"]) - 2) % 12 + 1, 60 - minutes, _half(match), _part(match))


def _clock_rules() -> tuple[ClockRule, ...]:
    end = rf"(?: ?{_HALF}| {_IN_PART})?"
    minutes = "media|cuarto|cinco|diez|quince|veinte|veinticinco|\\d{1,2}"
    return (
        ClockRule(
            re.compile(
                rf"\b(?P<less>cuarto|cinco|diez|veinte|\d{{1,2}}) (?:para|pa) las? (?P<hour>\d{{1,2}}|{_HOUR})\b{end}"
            ),
            _to_the_hour,
        ),
        ClockRule(
            re.compile(
                rf"\b(?:a|de|tipo|como a|para) ?las? (?P<hour>\d{{1,2}}"
                rf"|{_HOUR})(?![\d/])(?:[:.](?P<minute>\d\d)| y (?P<and>{minutes})\b(?! (?:de|el))"
                rf"| menos (?P<less>cuarto|cinco|diez|veinte))?(?: en punto)?{end}"
            ),
            _hours,
        ),
        ClockRule(
            re.compile(
                rf"{_START}(?:las? )?(?P<hour>\d{{1,2}}|{_HOUR})(?: y (?P<and>media|cuarto)"
                rf"| menos (?P<less>cuarto|cinco|diez|veinte))(?P<minute>)\b{end}"
            ),
            _hours,
        ),
        ClockRule(
            re.compile(rf"{_START}(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:])(?P<and>)(?P<less>){end}"), _hours
        ),
        ClockRule(re.compile(rf"{_START}(?P<time>\d{{1,4}}) ?{_HALF}"), lambda m: read_digits(m["time"], _half(m))),
        ClockRule(
            re.compile(rf"{_START}(?:las? )?(?P<time>\d{{1,2}}|{_HOUR}) {_IN_PART}"),
            lambda m: read_digits(str(WORDS.number(m["time"])), part=_part(m)),
        ),
        ClockRule(re.compile(r"\b(?:al |a )?(?:las? (?:12|doce) del )?mediodia\b"), lambda m: Clock(12, half="pm")),
        ClockRule(re.compile(r"\b(?:a )?(?:la )?media ?noche\b"), lambda m: Clock(0)),
    )


@lru_cache(maxsize=1)
def load_spanish() -> Grammar:
    """The Spanish grammar of this process."""
    return Grammar(
        words=WORDS,
        days=read_days(),
        clocks=_clock_rules(),
        parts=(
            (re.compile(r"\b(?:(?:por|en|de) la manana|temprano|a primera hora|de madrugada)\b"), "morning"),
            (re.compile(r"\b(?:(?:por|en|de) la tarde|despues (?:del almuerzo|de comer))\b"), "afternoon"),
            (re.compile(r"\b(?:por|en|de) la noche\b"), "night"),
        ),
        beside=re.compile(rf"[ ,.]*(?:(?:a las?|como a las|-) ?)?(?P<time>\d{{1,4}}){NO_COUNT}"),
        ahead=re.compile(r"(?:(?:^|[ ,(])(?P<long>\d{3,4})|^\W*(?P<time>\d{1,2}))[ ,]*(?:el )?$"),
        alone=re.compile(
            rf"[^\w$#]*(?:(?:a las?|es|como|creo|las?|tipo) )*(?P<time>\d{{1,4}}|{_HOUR})\W*(?:por favor)?\W*"
        ),
        joins=re.compile(r"[\s,.()-]*(?:(?:el|dia|es)\b\s*)*[\s,(]*"),
        rejected=re.compile(r"\b(?:no(?: es| puedo| el)?|menos|excepto|en vez de|en lugar de)(?: (?:el|este|la))*\s*$"),
        corrected=re.compile(r"\b(?:no|perdon|digo|mejor|quise decir|espera|sino)\b|\*"),
        vague=re.compile(r"\b(?:despues de|antes de|como|tal vez|quizas?)\s*(?:el |las? )?$"),
        might=re.compile(
            r"\d|manana|hoy|ayer|anoche|dia|semana|mes\b|noche|tarde|hora|media|cuarto|navidad|nuevo|gracias"
            r"|reyes|primero"
            rf"|\b(?:{DAY}|{MONTH}|{_HOUR})\b"
        ),
    )
