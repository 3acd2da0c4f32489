"""A number from 0 to 10 in an answer: "7", "like a 6", "seven out of ten", "6 or 7". Knows nothing of what is rated."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SPANISH = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_WORDS = {word: value for words in (_ENGLISH, _SPANISH) for value, word in enumerate(words)} | {"none": 0, "nothing": 0}
_SPELLED = "|".join((*_ENGLISH, *_SPANISH))
_NUMBER = rf"(?:10|\d)(?:\.\d)?(?![\d.]\d|\d)|{_SPELLED}"
_OUT_OF_TEN = re.compile(
    rf"(?<![\w/.:$-])(?P<number>{_NUMBER}) ?(?:/|out of|over|outta|de|sobre) ?(?:10|ten|diez)\b(?![/\d])"
)
_HEDGED = re.compile(
    rf"\b(?:about|around|like|maybe|prob(?:ably)?|im at|i'm at|i am at|say|id say|i'd say|como|digamos"
    rf"|tal vez)(?: an?| un)? (?P<number>{_NUMBER})"
    r"(?: ?ish)?(?= ?(?:$|[,.!?;]|(?:rn|right now|today|if|because|cuz|bc|i|honestly|tops|maybe|but|or)\b))"
)
_ALONE = re.compile(
    rf"\W*(?:(?:um+|uh+|hmm+|idk|i think|i guess|a|an|its|it's|its a|solid|strong|ok|like|def|prob|just"
    rf"|my number is|un|el|creo que) )*"
    rf"(?P<number>{_NUMBER}|none|nothing)(?: ?-?ish)?(?: ?(?:or|to|o|-|and"
    rf"|a) ?(?P<other>{_NUMBER}))?\W*(?:i guess|i think|maybe|lol|tops|or so|creo)?\W*"
)


@dataclass(frozen=True)
class Number:
    """A whole number from 0 to 10. Not `certain` where two were said ("6 or 7": the lower counts) or a fraction."""

    value: int
    certain: bool
    span: tuple[int, int]
    out_of_ten: bool = False  # "8/10", which would be a day in August otherwise


def find_number(text: str) -> Number | None:
    """The rating in `text`: out of ten, hedged ("about a 6"), or the whole answer; None for a count of other things."""
    said = text.lower()
    out_of_ten = _OUT_OF_TEN.search(said)
    if out_of_ten:
        value = _read(out_of_ten["number"])
        return Number(int(value), value == int(value), out_of_ten.span(), out_of_ten=True)
    alone = _ALONE.fullmatch(said) if len(said) < 60 else None
    match = alone or _HEDGED.search(said)
    if match is None:
        return None
    first = _read(match["number"])
    other = _read(alone["other"]) if alone and alone["other"] else first
    value = min(first, other)
    end = match.end("other") if alone and alone["other"] else match.end("number")
    return Number(int(value), first == other == int(value), (match.start("number"), end))


def _read(word: str) -> float:
    return float(_WORDS[word]) if word in _WORDS else float(word)
