"""Peers' own words, tidied for a list or a sentence but never reworded: trimmed, split into points, cut at a clause."""

from __future__ import annotations

import re

MOST_POINTS = 100
LONGEST_POINT = 400

_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s*")
_NUMBERED = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+")
_AND_ALSO = re.compile(r"\s*(?:;|,?\s+and also\s+|,?\s+(?:and )?(?:also|plus)\s+(?=\S+\s)|,\s+then\s+)\s*", re.I)
_LEAD_IN = re.compile(
    r"^\W*(?:(?:well|um+|uh+|so|ok|okay|oh|yes|yeah|yea|also|and|plus|maybe|i guess|i think|mainly|mostly|"
    r"just|first|second|third|"
    r"then|please|i (?:also )?want to (?:ask|know|bring up|talk about|say)|i(?:'d| would) like to (?:ask|"
    r"know|bring up|talk about|say)|"
    r"the (?:main |one |big )?thing is(?: that)?|(?:ask|tell) (?:him|her|them) (?:about )?)(?=[\s,:])[\s,:]*)+",
    re.I,
)


def tidy(words: str) -> str:
    """The words without blanks to spare and without the full stop that a list does not need."""
    return " ".join(words.split()).strip(" .,;")[:LONGEST_POINT]


def drop_lead_in(words: str) -> str:
    """Without the small words one begins to talk with ("well, the main thing is ...")."""
    bare = _LEAD_IN.sub("", words)
    return tidy(bare if len(bare) > 2 else words)


def has_words(text: str) -> bool:
    """Whether there is a letter or a number in it (an emoji alone is no answer to an open question)."""
    return any(char.isalnum() for char in text)


def split_points(text: str) -> list[str]:
    """The separate points of one message: lines, numbers, semicolons, "and also", questions. Each once, in order."""
    pieces: list[str] = []
    for line in text.splitlines():
        line = _BULLET.sub("", line)
        for part in _NUMBERED.split(line):
            for question in re.split(r"(?<=\?)\s+", part):
                pieces += _AND_ALSO.split(question)
    points = [drop_lead_in(piece) for piece in pieces if has_words(piece)]
    return list(dict.fromkeys(point for point in points if point))[:MOST_POINTS]


def split_clauses(text: str) -> list[str]:
    """A message cut at commas, full stops, "and", "but", "so": one thing each, roughly."""
    pieces = re.split(
        r"[\n;]+|(?<=[.!?])\s+|,\s*|\s+(?=(?:and|but|cuz|because|plus)\s+(?:i|im|i'm|he|she|they|need|want|ask|scared)\b)",
        text,
    )
    return [piece.strip() for piece in pieces if piece and has_words(piece)]


def shorten(words: str, longest: int) -> str:
    """The words cut between words, with an ellipsis, for a button or a heading."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    return words[: longest - 3].rsplit(" ", 1)[0].rstrip(" ,.;:") + "..."
