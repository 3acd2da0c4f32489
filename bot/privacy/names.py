"""Finds names of people in what peers write, by cues ("my name is", "Dr.", "me llamo") and by lists of names.

Plain words only: no model, because the console runs this and must start in a second. It must not know where the text
came from. Names of towns and medicines stay readable; where a word can be both (Lawrence, Charlotte), the words around
decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SPACE = re.compile(r"[ \t]*\.?[ \t]+|[ \t]*-[ \t]*")
SENTENCE_END = re.compile(r"(?:^|[.!?:;\n\r\"“(…]|[\U0001F300-\U0001FAFF])\s*$")

# After these comes a name, however it is written.
STRONG = re.compile(
    r"\b(?:(?:my|the|his|her|their|full|legal|first|last|maiden|user)\s+name(?:\s+is|['’]s|\s*[:=])|name\s+(?:is|was)|names?\s*[:=]|name['’]s|"
    r"names\s+(?=[A-Z])|(?:is|was|am|i['’]?m|are|kid|son|daughter|dog|guy|lady|woman|man|someone|somebody)\s+(?:named|called)|named|"
    r"(?:please\s+|just\s+)?call\s+me(?=\s+[A-Z])|people\s+call\s+me|they\s+call\s+me|everyone\s+calls\s+me|i\s+go\s+by|goes\s+by|signed,?|"
    r"sincerely,?|regards,?|me\s+llamo|me\s+dicen|mi\s+nombre\s+(?:completo\s+)?es|nombre\s*:|se\s+llama|llamad[oa]|apellido\s+es|"
    r"(?:ask|asked)\s+for(?=\s+[A-Z])|pregunt[ae]\s+por(?=\s+[A-Z])|care\s+of|c/o|attn:?)\s+",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"\b(?:dr|dra|mr|mrs|ms|mx|prof|rev|sr|sra|srta|atty|lic|lcda|lcdo|sgt|det|dn[ñn]?a)(?:\.\s*|\s+)|"
    r"\b(?:doctor|doctora|miss|mister|missus|nurse|np|pa|professor|judge|officer|detective|attorney|pastor|reverend|rabbi|imam|"
    r"counselor|psychiatrist|señor|señora|señorita|senora|senorita|enfermer[oa]|jueza?|licenciad[oa]|don|doña|do[nñ]a|"
    r"aunt|auntie|uncle|tía|tío|tia|tio|grandma|grandpa|nana|cousin|prim[oa])\s+",
    re.IGNORECASE,
)
# Everyday words as well, so what follows must look like a name.
WEAK = re.compile(
    r"\b(?:i['’]?\s?a?m|this\s+is|it['’]?s|soy|habla|con|de\s+parte\s+de|hi|hello|hey|hola|dear|querid[oa]|thanks|thank\s+you|gracias|"
    r"(?:my|our|his|her|their|the|a|mi|su|el|la)\s+(?:\w+\s+)?(?:brother|sister|mom|mother|dad|father|son|daughter|kid|baby|wife|husband|partner|"
    r"boyfriend|girlfriend|fianc[eé]e?|bf|gf|ex|friend|roommate|neighbou?r|boss|supervisor|manager|landlord|lady|guy|nephew|niece|grandson|granddaughter|"
    r"cm|caseworker|worker|therapist|counselor|psych|psychiatrist|doctor|doc|nurse|pcp|prescriber|provider|sponsor|lawyer|advocate|coach|specialist|clinician|"
    r"teacher|principal|receptionist|pharmacist|aide|clerk|agent|navigator|po|probation\s+officer|"
    r"herman[oa]|madre|mamá|mama|padre|papá|papa|hij[oa]|espos[oa]|novi[oa]|amig[oa]|vecin[oa]|jef[ea]|trabajadora?(?:\s+social)?|terapeuta|médic[oa]|"
    r"abogad[oa]|sobrin[oa]|cuñad[oa]|consejer[oa]|casero|abuel[oa]|niet[oa]))(?:,|\s+is|\s+es)?\s+",
    re.IGNORECASE,
)
HERE = re.compile(r"^\W*(?:here|speaking|aqui|aquí)\b", re.IGNORECASE)
SIGNATURE = re.compile(
    r"(?:^|[\n.!?,])\s*(?:[-–—~]+|love,|best,|thx,?|yours,?|atte\.?,?|atentamente,?|saludos,?)\s*$", re.IGNORECASE
)

PLACE_AFTER = re.compile(
    r"^(?:,?\s*(?-i:MA|RI|CT|NH|VT|ME|NY|NJ|PA|FL|TX|CA|OH|IL|GA|NC|SC|VA|WA|AZ|CO|MI|MN|WI|IN|TN|KY|LA|AL|MO|MD|DC|Mass|Massachusetts|Rhode|New)\b|"
    r"\s+(?:county|city|area|town|square|bus|train|station|side|\d{5})\b)",
    re.IGNORECASE,
)
TOWN_OF_ADDRESS = re.compile(
    r"\d[^.!?\n]*(?:,|\b(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd)\b\.?)\s*$", re.IGNORECASE
)
# "Rosie's Place", "Carney Hospital": named after a person, but a place.
FACILITY_AFTER = re.compile(
    r"^(?:['’]s)?(?-i:(?:\s+[A-Z][\w'’]+){0,3})\s+(?:house|place|hospital|center|centre|clinic|health|healthcare|street|st|avenue|ave|road|rd|blvd|boulevard|drive|way|lane|"
    r"school|high|elementary|college|university|shelter|kitchen|church|park|library|medical|memorial|foundation|inn|hotel|apartments|towers|"
    r"building|court\s?house|hall|general|services|counseling|associates|pharmacy|market|insurance|bank|program|institute|project|act|"
    r"syndrome|disease|scale|test|square|airport|bridge|beach|island|county|luther|hopkins|lilly|wood\s+johnson|donut|donuts|fargo|crow|israel|deaconess)\b",
    re.IGNORECASE,
)
NOT_A_NAME_ENDING = re.compile(r"(?:ing|ed|ful|ous|ish|ese|ican|ian|able|ible|ment|tion|ness|less|ly)$")


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    plain: str  # lower case, no accents, no possessive

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def read_words(name: str) -> frozenset[str]:
    """The words of one list in `words/`, in lower case and without accents."""
    return _lists()[name]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    def read(path: Path) -> frozenset[str]:
        lines = path.read_text(encoding="utf-8").splitlines()
        return frozenset(_plain(word) for line in lines if not line.startswith("#") for word in line.split())

    lists = {path.stem: read(path) for path in WORDS.glob("*.txt")}
    return lists | {"given_names": lists["given_names"] | lists["everyday"]}


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    return folded[:-2] if folded.endswith("'s") else folded


def find_names(text: str, on_sight: bool = True) -> list[tuple[int, int]]:
    """Where names stand in `text`. Without `on_sight` only cued ones count (for texts that list organisations)."""
    words = [_word(match) for match in TOKEN.finditer(text)]
    at = {word.start: index for index, word in enumerate(words)}
    spans: list[tuple[int, int]] = []
    for cue, is_strong in ((STRONG, True), (TITLE, True), (WEAK, False)):
        for match in cue.finditer(text):
            index = at.get(match.end())
            if index is not None:
                spans.extend(_take(text, words, index, is_strong, is_title=cue is TITLE))
    if on_sight:
        spans.extend(_on_sight(text, words))
    return spans


def _word(match: re.Match[str]) -> _Word:
    text = match[0]
    end = match.end() - 2 if re.search(r"['’]s$", text) else match.end()
    return _Word(match.start(), end, text, _plain(text))


def _take(
    text: str, words: list[_Word], index: int, is_strong: bool, is_title: bool = False
) -> Iterator[tuple[int, int]]:
    """The name that begins at this word after a cue, if one does."""
    lists = _lists()
    first = words[index]
    is_everyday = first.plain in lists["not_names"] and not (is_strong and _is_surely_named(first))
    if first.plain in lists["medicines"] or is_everyday:
        return
    known = _is_listed(first.plain)
    if is_strong:
        if not first.is_capital and not known and len(first.plain) < (3 if is_title else 2):
            return
        if is_title and not first.is_capital and not known and NOT_A_NAME_ENDING.search(first.plain):
            return
    elif not _looks_named(text, words, index):
        return
    if FACILITY_AFTER.match(text[first.end :]):
        return
    yield first.start, _extend(text, words, index, eager=is_strong)


def _is_surely_named(first: _Word) -> bool:
    """ "Dr. Young", "my name is Will": an everyday word, but written as a name."""
    return first.is_capital and _is_listed(first.plain)


def _looks_named(text: str, words: list[_Word], index: int) -> bool:
    lists, word = _lists(), words[index]
    if word.plain in lists["places"] and not (word.is_capital and word.plain in lists["given_names"]):
        return False
    if _is_listed(word.plain) and word.plain not in lists["everyday"]:
        return not _is_place(text, words, index) or bool(re.match(r"\s*(?:$|[.,!?\n])", text[word.end :]))
    if not word.is_capital or word.text.isupper() or NOT_A_NAME_ENDING.search(word.plain):
        return False
    before = text[: word.start].rstrip(" ,").rsplit(None, 1)
    return _plain(before[-1]) not in ("it's", "its", "con", "de") if before else False


def _extend(text: str, words: list[_Word], index: int, eager: bool) -> int:
    """The end of a name of up to four words. `eager` also takes unlisted words ("my name is xiadani okwuosa")."""
    lists, end, taken = _lists(), words[index].end, 1
    position = index
    while taken < 4 and position + 1 < len(words):
        follower = words[position + 1]
        gap = text[words[position].end : follower.start]
        is_filed = gap == ", " and eager and words[index].text.isupper() and follower.text.isupper()  # "DOE, JANE"
        if words[position].text.lower().endswith(("'s", "’s")) or not (is_filed or SPACE.fullmatch(gap)):
            break
        if "." in gap and len(words[position].text) > 1:
            break
        capitals = words[index].is_capital and position + 2 < len(words) and words[position + 2].is_capital
        if follower.plain in _lists()["particles"] and capitals:
            position += 1
            continue
        initial = len(follower.text) == 1 and follower.is_capital and follower.text not in "IAYO"
        listed = _is_listed(follower.plain) and (follower.is_capital or follower.plain not in lists["everyday"])
        capital = follower.is_capital and not words[index].text.isupper() and words[index].is_capital
        small = eager and not follower.is_capital and not words[index].is_capital
        closing = small and re.match(r"\s*(?:$|[.,!?\n])", text[follower.end :])
        if follower.plain in lists["not_names"] | lists["medicines"] or not (
            initial or listed or capital or closing or is_filed
        ):
            break
        position += 1
        taken, end = taken + 1, follower.end
    return end


def _is_listed(plain: str) -> bool:
    lists = _lists()
    return all(part in lists["given_names"] or part in lists["surnames"] for part in plain.replace("'", "").split("-"))


def _is_place(text: str, words: list[_Word], index: int) -> bool:
    word = words[index]
    if PLACE_AFTER.match(text[word.end :]):
        return True
    before = words[index - 1].plain if index else ""
    if before in _lists()["saintly"]:
        return True
    if word.plain not in _lists()["places"]:
        return False
    if TOWN_OF_ADDRESS.search(text[: word.start]):
        return True  # the town of an address
    twice = words[index - 2].plain if index > 1 else ""
    return (before in _lists()["place_before"] and twice not in _lists()["talking"]) or not before


def _on_sight(text: str, words: list[_Word]) -> Iterator[tuple[int, int]]:
    lists = _lists()
    shouting = sum(char.isupper() for char in text) > 0.6 * max(1, sum(char.isalpha() for char in text))
    for index, word in enumerate(words):
        is_acronym = word.text.isupper() and len(word.text) < 5 and not shouting
        if word.plain in lists["medicines"] or len(word.plain) < 3 or is_acronym:
            continue
        if FACILITY_AFTER.match(text[word.end :]) or _is_place(text, words, index):
            continue
        if _is_person(text, words, index, shouting):
            before = re.search(r"\b[A-Z]\.\s*$", text[: word.start])
            yield before.start() if before else word.start, _extend(text, words, index, eager=False)


def _is_person(text: str, words: list[_Word], index: int, shouting: bool) -> bool:
    lists, word = _lists(), words[index]
    given, listed = word.plain in lists["given_names"], _is_listed(word.plain)
    everyday = word.plain in lists["everyday"] or word.plain in lists["not_names"]
    capital = word.is_capital and not shouting
    starts = bool(SENTENCE_END.search(text[: word.start]))
    after, before = (words[index + 1] if index + 1 < len(words) else None), (words[index - 1].plain if index else "")
    beside = after is not None and SPACE.fullmatch(text[word.end : after.start]) is not None
    if capital and given and beside and after is not None and after.is_capital and after.plain in lists["surnames"]:
        return True
    if SIGNATURE.search(text[: word.start]) and listed and not text[word.end :].strip(" .!\n"):
        return True
    if listed and HERE.match(text[word.end :]) and (capital or not everyday):
        return True
    if listed and not everyday:
        is_plain = len(word.plain) > 3 or word.plain in lists["short_names"]
        return capital or (given and is_plain and word.plain not in lists["places"])
    spoke = beside and after is not None and after.plain in _lists()["spoke"]
    if not capital or (starts and not spoke) or word.text.isupper():
        return False
    if NOT_A_NAME_ENDING.search(word.plain) or word.plain in lists["places"]:
        return False
    if everyday:
        return listed and (spoke or before in ("told", "asked", "called", "texted", "saw", "met", "thank"))
    return spoke or _is_spoken_with(words, index)


def _is_spoken_with(words: list[_Word], index: int) -> bool:
    """ "told Zanele", "an appointment with Zanele"."""
    before = [word.plain for word in words[max(0, index - 2) : index]][::-1]
    if not before or any(char.isupper() for char in words[index].text[1:]):
        return False
    spoken_with = _lists()["spoken_with"]
    if before[0] in ("told", "asked", "ask", "texted", "emailed", "met", "saw", "call", "called"):
        return True
    return len(before) > 1 and before[0] in ("with", "to", "from", "by", "con") and before[1] in spoken_with
