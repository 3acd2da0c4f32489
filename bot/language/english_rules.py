"""The patterns for days in English; `english_days.py` says what day each one is. The first pattern that fits wins."""

from __future__ import annotations

import re

from bot.language.days import Day
from bot.language.english_days import (
    DAY,
    MONTH,
    WORDS,
    count_ahead,
    read_ago,
    read_day_of_month,
    read_edge,
    read_holiday,
    read_in_a_while,
    read_month_and_day,
    read_named_day,
    read_nth_weekday,
    read_slashes,
    read_stretch,
    read_this_part,
    read_weekday,
    read_weekday_in_week,
    read_weekend,
    read_weeks_from,
)
from bot.language.grammar import DATED, RELATIVE, STRETCH, WEEKDAY, DayRule, one_of, rule

_NUMBER = rf"\d{{1,3}}|{one_of(WORDS.numbers)}"
_ORDINAL = rf"\d{{1,2}} ?(?:st|nd|rd|th)|{one_of(WORDS.ordinals)}"
_NOT_A_DAY_OF_MONTH = (
    r"(?! ?(?:opinion|time|times|one|ones|floor|flr|grade|visit|appointment|appt|street|st|ave|avenue|question"
    r"|person|day"
    r"|week|weeks|month|months|year|years|shift|chance|try|attempt|draft|letter|thing|part|step|page|option"
    r"|message|degree"
    r"|amendment|place|world|party|hand|wave|child|kid|son|daughter|wife|husband|cousin|doctor|dr|therapist"
    r"|worker|job|call"
    r"|birthday|anniversary|hearing|notice|warning|offense|line|row|half|round|dose|pill|shot|class|session"
    r"|meeting|minute"
    r"|hour|hours|second|century|circuit|district|precinct|house|car|dog|cat|bed|bus|reason|rule|item|point"
    r"|guess|thought"
    r"|language|semester|period|quarter|inning|ex|degree|step|and foremost|aid|name|lady|guy|woman|man|psychiatrist"
    r"|counselor|landlord|apartment|apt|unit|complaint|appeal|email|text|stage|trimester|chapter|tier|shelter"
    r"|program|interview|eviction|strike|letter|check)\b)"
)


def read_days() -> tuple[DayRule, ...]:
    the = r"(?:(?:on|by|until|till?) )?(?:the )?"
    week_day = rf"(?P<weekday>{DAY})"
    holidays = re.sub("(?:(?<=year)|(?<=valentine)|(?<=veteran))s", "'?s", one_of(WORDS.holidays))
    after_weekday = "|".join(f"(?<={weekday} )" for weekday in WORDS.weekdays)
    return (
        rule(
            DATED,
            r"(?<![\w/-])(?P<year>\d{4})[-/](?P<first>\d{1,2})[-/](?P<second>\d{1,2})(?![\w/-])",
            lambda m: lambda today: today.full_date(int(m["year"]), int(m["first"]), int(m["second"])),
        ),
        rule(RELATIVE, r"\bday after (?:tomorrow|tmrw)\b", lambda m: lambda today: today.in_days(2)),
        rule(RELATIVE, r"\bday before yesterday\b", lambda m: lambda today: today.in_days(-2)),
        rule(
            RELATIVE,
            rf"\b(?P<number>{_NUMBER})(?: of)? (?P<unit>weeks?|days?) (?P<way>from|after"
            rf"|before) (?:this )?(?P<next>next )?"
            rf"(?:this |coming )?(?P<base>{DAY}|today|tomorrow|yesterday|now)\b",
            read_weeks_from,
        ),
        rule(
            RELATIVE,
            rf"\b{week_day} (?:week|after next|in a week)\b(?! \w+day)",
            lambda m: lambda today: today.coming_weekday(WORDS.weekday(m["weekday"]), 1),
        ),
        rule(
            RELATIVE,
            rf"\b{week_day} in (?P<number>{_NUMBER}) weeks\b",
            lambda m: lambda today: today.coming_weekday(WORDS.weekday(m["weekday"]), WORDS.number(m["number"])),
        ),
        rule(
            RELATIVE,
            rf"\b(?:in|within)(?P<loose> (?:about|like|around|maybe))? (?:a )?(?P<number>{_NUMBER})(?: of)?"
            r"(?P<more> more)? (?P<unit>minutes?|hours?|days?|weeks?|fortnight|months?"
            r"|years?)(?:'? time)?\b(?! or two)",
            read_in_a_while,
        ),
        rule(
            RELATIVE,
            r"\bin (?P<number>an?)(?P<loose>) (?P<unit>day|week|month) or (?:two|so)\b",
            lambda m: count_ahead(1, m["unit"], certain=False),
        ),
        rule(
            RELATIVE,
            rf"\b(?P<number>{_NUMBER})(?: of)?(?P<loose>) (?P<unit>minutes?|hours?|days?|weeks?|months?"
            rf"|years?) from (?:now|today)\b",
            read_in_a_while,
        ),
        rule(
            RELATIVE,
            rf"\b(?:a )?(?P<number>{_NUMBER})(?: of)? (?P<unit>days?|weeks?|months?|years?) (?:ago|back)\b",
            read_ago,
        ),
        rule(
            RELATIVE,
            rf"^\W*(?!(?:one|an?) day)(?P<number>{_NUMBER})(?P<loose>) (?P<unit>days?|weeks?|months?)\W*$",
            lambda m: count_ahead(WORDS.number(m["number"]), m["unit"], certain=False),
        ),
        rule(
            DATED,
            rf"\b{the}(?P<nth>{_ORDINAL}|last) {week_day} (?:of |in )?(?:(?P<month>{MONTH})|(?P<which>next|this"
            rf"|the|each|every) month)\b",
            read_nth_weekday,
        ),
        rule(
            DATED,
            rf"\b(?:(?:the )?(?P<edge>end|last day|middle|mid|beginning|start)[ -](?:of )?(?P<which>the |next |this )?"
            rf"(?P<unit>month|week|year|day|{MONTH})|eo(?P<short>[mwdy]))\b",
            read_edge,
        ),
        rule(
            DATED,
            rf"\b{the}(?P<day>{_ORDINAL}) (?:of|in) (?P<which>the|next|this|last|each|every) month\b",
            read_day_of_month,
        ),
        rule(DATED, rf"\b{the}(?P<day>{_ORDINAL}) (?P<which>next|this) month\b", read_day_of_month),
        rule(DATED, rf"\b(?P<which>next) month (?:on )?the (?P<day>{_ORDINAL}|\d{{1,2}})\b", read_day_of_month),
        rule(
            DATED,
            rf"\b(?P<month>{MONTH})\.? ?(?:the )?(?P<day>{_ORDINAL}|\d{{1,2}})(?![\d:%]| ?[ap]\.?m\b| ?oclock"
            rf"| ?o'clock)"
            r"(?:,? ?(?P<year>20\d\d)\b)?",
            read_month_and_day,
        ),
        rule(
            DATED,
            rf"(?<![\w/:.$-]){the}(?P<day>{_ORDINAL}|\d{{1,2}}) ?(?:of )?-?(?P<month>{MONTH})\b(?! (?:i|we|you"
            rf"|not|be)\b)"
            r"(?:,? ?(?P<year>20\d\d)\b)?",
            read_month_and_day,
        ),
        rule(
            DATED,
            r"(?<![\w/:.$-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:20)?\d\d)(?![\w/]|[.-]\d)",
            read_slashes,
        ),
        rule(DATED, r"(?<![\w/:.$-])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?P<year>)(?![\w/%]|[.:-]\d)", read_slashes),
        rule(DATED, r"^\W*(?P<first>\d{1,2})[-.](?P<second>\d{1,2})(?P<year>)\W*$", read_slashes),
        rule(
            DATED,
            rf"\b(?:(?:the )?(?:day|(?P<weekday>{DAY})) (?P<way>before|after) )?(?P<holiday>{holidays})\b",
            read_holiday,
        ),
        rule(
            RELATIVE,
            rf"\b(?:(?P<which>next|this|last) week(?: on)? (?P<after>{DAY})"
            rf"|(?P<before>{DAY})(?: of)? (?P<which2>next|this|last) week)\b",
            read_weekday_in_week,
        ),
        rule(
            WEEKDAY,
            rf"\b(?P<which>(?:the )?(?:this )?(?:coming|next|last|past)|this|since|every(?: other)?"
            rf"|each)? ?\b{week_day}(?P<many>s)?\b",
            read_weekday,
        ),
        rule(
            WEEKDAY,
            rf"\b{week_day}(?P<many>)(?P<which>) coming\b",
            lambda m: lambda today: today.coming_weekday(WORDS.weekday(m["weekday"])),
        ),
        rule(
            STRETCH,
            r"\b(?:next|last|this) (?:week|month|year)\b|\bin (?:a few|several|some) (?:days|weeks|months)\b"
            r"|\bsometime soon\b",
            read_stretch,
        ),
        rule(
            STRETCH,
            rf"(?<!\w)(?:in|next|this|by|until|sometime in|early|late|mid) (?:{MONTH})\b(?! (?:there|in|on|up"
            rf"|with|down|back|through)\b)",
            read_stretch,
        ),
        rule(
            STRETCH,
            rf"^\W*(?:{'|'.join(month for month in WORDS.months if month not in ('march', 'may'))})\W*$",
            read_stretch,
        ),
        rule(RELATIVE, r"\b(?P<which>this|next|the|last|this past|on the) weekend\b", read_weekend),
        rule(RELATIVE, r"\bthis (?P<part>morning|afternoon|evening)\b", read_this_part),
        rule(RELATIVE, r"\blast night\b", lambda m: lambda today: Day(today.in_days(-1).date, part="night")),
        rule(RELATIVE, r"\b(?P<name>today|tonight|tomorrow|yesterday)\b", read_named_day),
        rule(
            DATED,
            rf"(?<![\w/:.$-])(?:(?:on|by|until|till|from|after|before) (?:the )?|the )(?P<day>\d{{1,2}} ?(?:st"
            rf"|nd|rd|th))\b{_NOT_A_DAY_OF_MONTH}(?P<which>)",
            read_day_of_month,
        ),
        rule(
            DATED,
            r"(?<![\w/:.$-])(?P<day>\d{1,2} ?(?:st|nd|rd|th))(?= ?(?:$|[,.!?)]|at\b|around\b|or\b|@|\d{1,2}(?::"
            r"| ?[ap]m)))(?P<which>)",
            read_day_of_month,
        ),
        rule(
            DATED,
            rf"(?:{after_weekday})(?P<day>1[3-9]|2\d|3[01])(?= ?(?:$|[,.!?]|at\b|around\b|@|\d{{1,2}}:))(?P<which>)",
            read_day_of_month,
        ),
        rule(
            DATED,
            rf"(?:^\W*|\b(?:on|by|until|till) )the (?P<day>{one_of(WORDS.ordinals)})\b{_NOT_A_DAY_OF_MONTH}"
            r"(?= ?(?:$|[.,!?]|at\b|around\b|\d))(?P<which>)",
            read_day_of_month,
        ),
        rule(
            DATED,
            r"(?<!\w)(?:the|on the|by the) (?P<day>\d{1,2})(?= ?(?:$|[,.!?] ?(?!\d)|at\b|around\b))(?P<which>)",
            read_day_of_month,
        ),
    )
