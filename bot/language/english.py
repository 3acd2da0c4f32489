"""How times are said in English (United States), and the whole English grammar."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from bot.language.clock import Clock, read_digits
from bot.language.english_days import DAY, MONTH, WORDS
from bot.language.english_rules import read_days
from bot.language.grammar import ClockRule, Grammar, one_of

_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MINUTE = "five|ten|fifteen|twenty[ -]five|twenty|thirty|forty[ -]five|forty|fifty"
_HALF = r"(?:(?P<half>[ap]) ?\.? ?m\b\.?|(?P<short>[ap])\b(?![.'] ?[a-z]))"
_IN_PART = r"(?: (?:in the |at |of the )(?P<part>morning|afternoon|evening|night)\b)"
_START = r"(?<![\w$#:/.,%-])"
# What may follow a bare number for it to be a time; anything else makes it a count ("at 3 places", "by 5 people").
_NO_COUNT = (
    r"(?![\d:%/°]|[.,]\d|-\d|['\"])(?= ?(?:$|[,.!?;)\n-]|(?:on|in|with|w|for|and|or|but|at|to|til|till|until"
    r"|this|next|i|we|she"
    r"|he|they|my|the|its|it|is|because|so|about|if|when|please|pls|plz|then|sharp|works?|would|will|thanks|thx"
    r"|ok|okay|every"
    r"|from|by|also|cuz|bc|est|edt|et|over|near|see|appt|appointment|meeting|visit|today|tonight|tomorrow"
    r"|morning|afternoon"
    rf"|evening|night|{DAY}|{MONTH})\b))"
)


def _half(match: re.Match[str]) -> str | None:
    letter = match["half"] or match["short"]
    return f"{letter}m" if letter else None


def _hour(word: str) -> int:
    return WORDS.number(word)


def _range(match: re.Match[str]) -> Clock | None:
    """ "2-3pm", "from 10 to 11": its beginning."""
    half, first, last = _half(match), int(match["hour"]), int(match["to"])
    if not (half or match["own"] or match["from"] or match["minute"]):
        return None
    if match["own"]:
        half = f"{match['own']}m"
    elif half and first % 12 > last % 12:
        half = "am" if half == "pm" else "pm"  # "11-1pm" begins in the morning
    return Clock(first, int(match["minute"] or 0), half)


def _bare(match: re.Match[str]) -> Clock | None:
    """ "At 3", "by 230"; "at 77" was never a time."""
    clock = read_digits(str(_hour(match["time"])))
    if clock.hour > 24 or clock.minute > 59:
        return None
    return replace(clock, certain=not match["bound"])


def _past_or_to(match: re.Match[str]) -> Clock:
    hour = _hour(match["hour"])
    minutes = {"half": 30, "quarter": 15}.get(match["by"]) or WORDS.number(match["by"])
    if match["way"] in ("past", "after"):
        return Clock(hour, minutes, _half(match), match["part"])
    before = (hour - 2) % 12 + 1
    return Clock(before, 60 - minutes, _half(match), match["part"])


def _clock_rules() -> tuple[ClockRule, ...]:
    end = rf"(?: ?{_HALF}|{_IN_PART})?"
    any_hour = rf"\d{{1,2}}|{_HOUR}"
    return (
        ClockRule(
            re.compile(
                rf"{_START}(?P<from>(?:from|between) )?(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d))?"
                r" ?(?:(?P<own>[ap])\.?m\.?)? ?"
                rf"(?:-|to|and|til|till|until) ?(?P<to>\d{{1,2}})(?::\d\d)? ?(?:{_HALF}|{_NO_COUNT})"
            ),
            _range,
        ),
        ClockRule(
            re.compile(
                rf"\b(?:a )?(?P<by>half|quarter|{_MINUTE}|\d{{1,2}}(?= minutes| past"
                rf"| after))(?: minutes)? (?P<way>past|after|to|till|til"
                rf"|before|of) (?P<hour>{any_hour}){end}(?! ?(?:people|weeks|days|months|years|times|minutes"
                rf"|hours|dollars|things|of)\b)"
            ),
            _past_or_to,
        ),
        ClockRule(
            re.compile(rf"{_START}(?:at)?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::\d\d)?(?: ?-?ish)?(?![\d:]){end}"),
            lambda m: Clock(int(m["hour"]), int(m["minute"]), _half(m), m["part"]),
        ),
        ClockRule(
            re.compile(rf"{_START}(?:at)?(?P<hour>\d{{1,2}})\.(?P<minute>\d\d) ?{_HALF}"),
            lambda m: Clock(int(m["hour"]), int(m["minute"]), _half(m)),
        ),
        ClockRule(
            re.compile(rf"{_START}(?:at ?)?(?P<time>\d{{1,4}}) ?(?:o'?clock ?)?{_HALF}"),
            lambda m: read_digits(m["time"], _half(m)),
        ),
        ClockRule(re.compile(r"\b(?:12 )?(?:noon|midday)\b"), lambda m: Clock(12, half="pm")),
        ClockRule(re.compile(r"\b(?:12 )?midnight\b"), lambda m: Clock(0)),
        ClockRule(re.compile(r"\b(?:lunch ?time|at lunch)\b"), lambda m: Clock(12, half="pm", certain=False)),
        ClockRule(
            re.compile(rf"(?<!\w)(?P<hour>{any_hour}) ?o[' ]?cloc?k\b{end}"),
            lambda m: Clock(_hour(m["hour"]), 0, _half(m), m["part"]),
        ),
        ClockRule(
            re.compile(
                rf"\b(?P<hour>{_HOUR})[ -](?P<minute>thirty|fifteen|forty[ -]five|twenty|forty|ten|(?:oh"
                rf"|o) five){end}{_NO_COUNT}"
            ),
            lambda m: Clock(
                _hour(m["hour"]), 5 if m["minute"][0] == "o" else WORDS.number(m["minute"]), _half(m), m["part"]
            ),
        ),
        ClockRule(
            re.compile(rf"\b(?P<hour>{_HOUR}) ?{_HALF}"),
            lambda m: Clock(_hour(m["hour"]), 0, _half(m)),
        ),
        ClockRule(
            re.compile(rf"{_START}(?:at ?)?(?P<time>\d{{1,4}}|{_HOUR})(?: ?-?ish\b)(?:{_IN_PART})?"),
            lambda m: read_digits(str(_hour(m["time"])), part=m["part"]),
        ),
        ClockRule(
            re.compile(
                rf"{_START}(?:at ?)?(?P<time>\d{{1,4}}|(?:{_HOUR})(?= in| at)) (?:in the |at )?(?P<part>morning"
                rf"|afternoon|evening|night)\b"
            ),
            lambda m: read_digits(str(_hour(m["time"])), part=m["part"]),
        ),
        ClockRule(
            re.compile(
                rf"\b(?<!im )(?<!i'm )(?<!i am )(?:at|by|until|till|(?P<bound>after|before)) ?(?:like |around "
                rf"|about )?(?P<time>\d{{1,4}}|{_HOUR}){_NO_COUNT}"
            ),
            _bare,
        ),
        ClockRule(re.compile(rf"{_START}(?P<time>[012]\d[0-5]\d) ?hours\b"), lambda m: read_digits(m["time"])),
    )


@lru_cache(maxsize=1)
def load_english() -> Grammar:
    """The English grammar of this process."""
    return Grammar(
        words=WORDS,
        days=read_days(),
        clocks=_clock_rules(),
        parts=(
            (
                re.compile(r"\b(?:first thing|early(?= ?(?:$|[,.!?]| in the)))(?: in the)?(?: morning)?\b|\bmorning\b"),
                "morning",
            ),
            (re.compile(r"\bafternoon\b|\bafter (?:lunch|work|school)\b"), "afternoon"),
            (re.compile(r"\bevening\b"), "evening"),
            (re.compile(r"\bnight\b"), "night"),
        ),
        beside=re.compile(
            rf"[ ,.]*(?:(?:at|around|about|by|like|time|-|~) ?)?(?P<time>\d{{1,2}} [0-5]\d|\d{{1,4}}"
            rf"|(?<=t ){_HOUR})(?! ?(?:st|nd|rd|th)\b){_NO_COUNT}"
        ),
        ahead=re.compile(r"(?:(?:^|[ ,(])(?P<long>\d{3,4})|^\W*(?P<time>\d{1,2}))[ ,]*(?:on )?(?:the )?$"),
        alone=re.compile(
            rf"[^\w$#]*(?:(?:its?|it is|um|uh|maybe|i think|like|prob(?:ably)?|at|around|about"
            rf"|for) )*(?P<time>\d{{1,4}}|{_HOUR})"
            r"\W*(?:please|pls)?\W*"
        ),
        joins=re.compile(r"[\s,.()-]*(?:(?:the|on|is|thats|that's|its|date)\b)?[\s,(]*"),
        rejected=re.compile(
            r"\b(?:not|no|isnt|isn't|wasnt|aint|ain't|(?:cant|can't|cannot)(?: do| make(?: it)?)?|instead of"
            r"|rather than|except"
            r"|anything but|no longer|other than|dont want|don't want)(?: (?:on|at|the|this|next|it))*\s*$"
        ),
        corrected=re.compile(
            r"\b(?:no|nope|wait|sorry|actually|i mean|i meant|oops|make that|make it|scratch that|correction"
            r"|nvm|nevermind"
            r"|(?:moved|changed|rescheduled|pushed|switched) (?:it )?to|to be)\b|\*"
        ),
        vague=re.compile(r"\b(?:after|before|sometime|maybe|week of(?: the)?)\s*(?:the )?$"),
        might=re.compile(
            r"\d|day|week|month|year|noon|night|morrow|morning|evening|clock|half|quarter|hour|minute|christmas"
            r"|thanksgiving|eo[mwdy]\b"
            rf"|oween|juneteenth|ish\b|\b(?:{MONTH}|{_HOUR}|{one_of(WORDS.ordinals)})\b"
        ),
    )
