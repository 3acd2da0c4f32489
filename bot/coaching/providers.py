"""Who the peer speaks up to: found in their words, kept in their words. The kind only picks questions and scenes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.language.roles import load_roles
from bot.language.when import mentions
from bot.settings import ROOT

OTHER = "other"
_KINDS_OF_ROLES = {
    "health": "primary_care",
    "mental_health": "therapist",
    "work": "employer",
    **{kind: kind for kind in ("benefits", "housing", "school", "court", "family")},
}
LONGEST_NAME = 6  # words; more than that is a sentence, not what one would call somebody


@dataclass(frozen=True)
class Provider:
    """`said` is what the peer calls them; `span` where it stands in the text."""

    said: str
    kind: str
    span: tuple[int, int]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "providers.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in _words()["kinds"].items() for word in words}


@lru_cache(maxsize=1)
def _role() -> re.Pattern[str]:
    roles = "|".join(re.escape(word).replace(r"\ ", r"[ -]+") for word in sorted(_kinds(), key=len, reverse=True))
    between = "|".join(map(re.escape, _words()["between"]))
    return re.compile(
        rf"(?:\b(?P<whose>my|the|our|a|an|his|her|this|that)\s+)?(?:(?:{between})\s+)*\b(?P<role>{roles})\b", re.I
    )


@lru_cache(maxsize=1)
def _titled() -> re.Pattern[str]:
    titles = "|".join(_words()["titles"])
    return re.compile(
        rf"\b(?P<title>(?i:{titles}))\.?\s+(?P<name>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?|[a-z]{{2,}}(?=\s*(?:$|[,.!?]|\b(?:on|at|next|this|about|tomorrow|today|for|and|to|mon|tue|wed|thu|fri|sat|sun))))"
    )


_NAMED = re.compile(r"\b(?:with|see|seeing|meet|meeting|call|calling|tell|telling|visit)\s+(?P<name>[A-Z][a-z'-]+)\b")
_NOT_NAMES = frozenset(
    (  # noqa: SIM905
        "monday tuesday wednesday thursday friday saturday sunday january february march "
        "april may june july august september october november december i"
    ).split()
)
_LEAD_IN = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|that'?s|well|um+|uh+|oh|ok|okay|so|i think|probably|maybe|i guess|"
    r"i need to (?:talk|speak|say (?:it|this)) "
    r"to|i (?:have to |want to |gotta )?(?:talk|speak) (?:to|with)|i(?:'m| am)? (?:seeing|meeting|see|"
    r"meet)(?: with)?|to|with|for|at)\b[\s,]*)+",
    re.I,
)


def find_provider(text: str) -> Provider | None:
    """The first person or office named in the text, or None. "Dr. Patel" says more than "my doctor", so it wins."""
    titled = _titled().search(text)
    if titled and titled["name"].lower() not in _kinds() and titled["name"].split()[0].lower() not in _NOT_NAMES:
        title = titled["title"]
        kind = _kinds().get(title.lower()) or _kind_in(text) or {"dr": "primary_care"}.get(title.lower(), OTHER)
        said = f"{'Dr.' if title.lower() in ('dr', 'doctor') else title.capitalize()} {_capitalise(titled['name'])}"
        return Provider(said, kind, titled.span())
    role = _role().search(text)
    if role:
        said = _write_role(role[0])
        whose = (role["whose"] or "").lower()
        if whose in ("", "a", "an", "this", "that"):
            said = (
                f"my {said[len(whose) :].strip()}"
                if not _is_office(role["role"])
                else f"the {said[len(whose) :].strip()}"
            )
        return Provider(_tidy(said), _kinds()[" ".join(re.split(r"[ -]+", role["role"].lower()))], role.span())
    named = _NAMED.search(text)
    if named and named["name"].lower() not in _NOT_NAMES:
        return Provider(named["name"], OTHER, named.span())
    return None


def read_provider(text: str) -> str | None:
    """What the peer wants to call them, from the answer to "who is it with?"; None when it is a whole sentence."""
    bare = _LEAD_IN.sub("", text).strip(" .,!?")
    found = find_provider(bare) or find_provider(text)
    if found:
        rest = bare.replace(found.said, "")
        is_plain = len(bare.split()) <= 4 and not any(mention.kind for mention in mentions(rest))
        return (
            _tidy(bare)
            if is_plain and not found.said.startswith("Dr. ") and len(bare) > len(found.said)
            else found.said
        )
    if not re.search(r"[^\W\d_]", bare) or len(bare.split()) > LONGEST_NAME:
        return None
    named = _NAMED.search(text)
    return named["name"] if named and named["name"].lower() not in _NOT_NAMES else _tidy(bare)


def find_kind(said: str) -> str:
    """The kind of provider behind the peer's words; "other" when they do not tell."""
    found = find_provider(said)
    if found and found.kind != OTHER:
        return found.kind
    role = load_roles().name(said)  # knows misspelled and rarer ones
    return _KINDS_OF_ROLES.get(role.kind, OTHER) if role else OTHER


def address(said: str) -> str:
    """The same person as we speak of them to the peer: "my boss" is "your boss"."""
    return re.sub(r"^my\b", "your", said.strip(), flags=re.I)


def list_kinds() -> list[str]:
    """Every kind there is."""
    return list(_words()["kinds"])


def _kind_in(text: str) -> str | None:
    role = _role().search(text)
    return _kinds()[" ".join(re.split(r"[ -]+", role["role"].lower()))] if role else None


def _write_role(said: str) -> str:
    """Small letters, but for what is an abbreviation ("the VA", "my son's IEP")."""
    return " ".join(
        word.upper() if word.lower() in _words()["abbreviations"] else word.lower() for word in said.split()
    )


def _is_office(role: str) -> bool:
    return bool(
        re.search(
            r"\b(?:office|court|judge|board|people|place|authority|clinic|hospital|hr|ssi|ssdi|snap|dta|va|shelter|school|housing|company)$",
            role,
            re.I,
        )
    )


def _tidy(said: str) -> str:
    said = re.sub(r"^(My|The|Our)\b", lambda match: match[0].lower(), " ".join(said.split()))
    return re.sub(r"^dr\b\.?", "Dr.", said, flags=re.I)


def _capitalise(name: str) -> str:
    return name[:1].upper() + name[1:]
